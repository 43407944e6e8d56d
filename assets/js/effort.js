// A little work before sending, while very many people reply.
//
// [data-effort="SEED"] in a form: for each part a number is looked for whose SHA-256 of
// "SEED:PART:NUMBER" begins with so many zero bits. It is looked for in slices, so that the page
// stays usable, from when the page is there. Whoever presses Send before it is found is sent on as
// soon as it is, or once the wait that stands instead of it is over, whichever is first.

const SLICE = 12;
const CHECK_EVERY = 64;

export function workBeforeSending() {
  for (const asked of document.querySelectorAll("[data-effort]")) {
    new Effort(asked).begin();
  }
}

class Effort {
  constructor(asked) {
    this.asked = asked;
    this.form = asked.closest("form");
    this.works = asked.querySelector("[data-effort-works]");
    this.found = [];
    this.number = 0;
    this.ready = false;
    this.pressed = null;
  }

  begin() {
    const { dataset } = this.asked;
    this.bits = Number(dataset.effortBits);
    this.parts = Number(dataset.effortParts);
    // Before the others that listen: they send what is there.
    this.form.addEventListener("submit", (event) => this.hold(event), true);
    if ("effortSend" in dataset) {
      this.wait(null);
      for (const words of document.querySelectorAll("[data-effort-waits]")) {
        words.hidden = true;
      }
    }
    setTimeout(() => this.go(), (Number(dataset.effortWait) + 1) * 1000);
    setTimeout(() => this.work());
  }

  // A button with a name (another language) only keeps what is typed, so it isn't held.
  hold(event) {
    if (this.ready || (event.submitter && event.submitter.name)) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.wait(event.submitter);
  }

  wait(submitter) {
    this.pressed = { submitter };
    this.works.hidden = false;
  }

  work() {
    const until = performance.now() + SLICE;
    while (this.found.length < this.parts && !this.ready) {
      const words = `${this.asked.dataset.effort}:${this.found.length}:${this.number}`;
      if (zeroBits(words) >= this.bits) {
        this.found.push(this.number);
        this.number = -1;
      }
      this.number += 1;
      if (this.number % CHECK_EVERY === 0 && performance.now() > until) {
        setTimeout(() => this.work());
        return;
      }
    }
    if (!this.ready) {
      this.form.elements.effort_proof.value = this.found.join(",");
      this.go();
    }
  }

  go() {
    if (this.ready) {
      return;
    }
    this.ready = true;
    this.works.hidden = true;
    if (!this.pressed) {
      return;
    }
    if (this.form.requestSubmit) {
      this.form.requestSubmit(this.pressed.submitter || undefined);
    } else {
      HTMLFormElement.prototype.submit.call(this.form);
    }
  }
}

// SHA-256 (FIPS 180-4) of up to 55 letters of ASCII, as far as it is needed here: browsers offer it
// only by a promise for each try, which is many times slower.
const ROUNDS = new Uint32Array(64);
const START = new Uint32Array(8);
const schedule = new Uint32Array(64);

(function constants() {
  const part = (number) => (number - Math.floor(number)) * 2 ** 32;
  let count = 0;
  for (let candidate = 2; count < 64; candidate += 1) {
    let prime = true;
    for (let factor = 2; factor * factor <= candidate; factor += 1) {
      prime = prime && candidate % factor !== 0;
    }
    if (prime) {
      if (count < 8) {
        START[count] = part(Math.sqrt(candidate));
      }
      ROUNDS[count] = part(Math.cbrt(candidate));
      count += 1;
    }
  }
}());

/* eslint-disable no-bitwise */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

export function zeroBits(words) {
  const { length } = words;
  schedule.fill(0, 0, 16);
  for (let at = 0; at < length; at += 1) {
    schedule[at >> 2] |= words.charCodeAt(at) << (24 - (at % 4) * 8);
  }
  schedule[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
  schedule[15] = length * 8;
  for (let at = 16; at < 64; at += 1) {
    const two = schedule[at - 2];
    const fifteen = schedule[at - 15];
    schedule[at] = schedule[at - 16] + schedule[at - 7]
      + (turn(fifteen, 7) ^ turn(fifteen, 18) ^ (fifteen >>> 3))
      + (turn(two, 17) ^ turn(two, 19) ^ (two >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let at = 0; at < 64; at += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25))
      + ((e & f) ^ (~e & g)) + ROUNDS[at] + schedule[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  // The first word is enough: no more than 32 bits are asked for.
  return Math.clz32((START[0] + a) | 0);
}
