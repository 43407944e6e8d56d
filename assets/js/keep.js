// Keeps a resident's words on their own device until they are sent.
//
// <form data-keep="KEY">: what is typed is kept here while it is unsent. A Send that the network
// drops leaves the page as it is, says so, and sends the same form (and its key, so that nothing is
// stored twice) when asked to or when the connection is back. Nothing is kept for a form without
// data-keep, nor once its [data-keep-shared] box says that the device is shared. An element with
// data-keep-clear="KEY" (the receipt has one) forgets everything whose key begins with KEY.

const PREFIX = "kept:";
const WEEK = 7 * 24 * 3600 * 1000;
const PATIENCE = 20000;

export function keepWords() {
  const store = deviceStore();
  if (!store) {
    return;
  }
  forgetOld(store);
  for (const element of document.querySelectorAll("[data-keep-clear]")) {
    forget(store, element.dataset.keepClear);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    keep(form, store);
  }
}

function keep(form, store) {
  const name = PREFIX + form.dataset.keep;
  const shared = form.querySelector("[data-keep-shared]");
  const isShared = () => Boolean(shared && shared.checked);
  const write = () => {
    if (isShared()) {
      store.removeItem(name);
    } else {
      store.setItem(name, JSON.stringify({ at: Date.now(), typed: typedIn(form) }));
    }
  };

  restore(form, store, name);
  form.addEventListener("input", write);
  form.addEventListener("change", write);
  sendOverPoorNetwork(form, () => store.removeItem(name), isShared);
}

function sendOverPoorNetwork(form, sent, isShared) {
  const unsent = form.querySelector("[data-unsent]");
  if (!unsent) {
    return;
  }
  let pressed = null;
  let sending = false;

  async function send() {
    if (sending) {
      return;
    }
    sending = true;
    unsent.hidden = true;
    const answer = await post(form, pressed);
    sending = false;
    if (!answer || answer.status >= 500) {
      for (const words of unsent.querySelectorAll("[data-unsent-kept]")) {
        words.hidden = isShared();
      }
      unsent.hidden = false;
      unsent.focus();
    } else if (answer.redirected) {
      sent();
      window.location.assign(answer.url);
    } else {
      submitPlainly(form, pressed);
    }
  }

  form.addEventListener("submit", (event) => {
    // Where a picture was pressed is known only to the browser's own way of sending.
    if (event.submitter && event.submitter.type === "image") {
      return;
    }
    event.preventDefault();
    pressed = event.submitter || null;
    send();
  });
  unsent.querySelector("[data-unsent-retry]").addEventListener("click", send);
  window.addEventListener("online", () => {
    if (!unsent.hidden) {
      send();
    }
  });
}

// The server's answer, or null when none came in time.
async function post(form, pressed) {
  const fields = new FormData(form);
  if (pressed && pressed.name) {
    fields.append(pressed.name, pressed.value);
  }
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(form.action, { method: "POST", body, signal: stop.signal });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// The server wants its own page to be read (there is an error to put right): post again without
// scripts. It is the same form key, so it is the same answer.
function submitPlainly(form, pressed) {
  if (pressed && pressed.name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = pressed.name;
    field.value = pressed.value;
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}

function controls(form) {
  return Array.from(form.elements).filter((control) => (
    control.name
    && !control.closest("[data-keep-not]")
    && !["hidden", "password", "file", "submit", "button", "image"].includes(control.type)
  ));
}

const isBox = (control) => control.type === "checkbox" || control.type === "radio";

function typedIn(form) {
  return controls(form)
    .filter((control) => (isBox(control) ? control.checked : control.value))
    .map((control) => [control.name, control.value]);
}

// Puts words back only into a form that came empty: what the server knows is newer.
function restore(form, store, name) {
  const kept = read(store, name);
  if (!kept || typedIn(form).some(([field]) => kept.typed.some(([other]) => other === field))) {
    return;
  }
  for (const control of controls(form)) {
    const values = kept.typed.filter(([field]) => field === control.name).map(([, value]) => value);
    if (isBox(control)) {
      control.checked = values.includes(control.value);
    } else if (values.length) {
      [control.value] = values;
    }
  }
  const restored = form.querySelector("[data-restored]");
  if (restored && kept.typed.length) {
    restored.hidden = false;
    restored.querySelector("[data-restored-forget]").addEventListener("click", () => {
      store.removeItem(name);
      form.reset();
      restored.hidden = true;
    });
  }
}

function read(store, name) {
  try {
    const kept = JSON.parse(store.getItem(name));
    return kept && Array.isArray(kept.typed) ? kept : null;
  } catch {
    return null;
  }
}

function forget(store, key) {
  for (const name of Object.keys(store)) {
    if (name.startsWith(PREFIX + key)) {
      store.removeItem(name);
    }
  }
}

function forgetOld(store) {
  for (const name of Object.keys(store)) {
    const kept = name.startsWith(PREFIX) && read(store, name);
    if (kept && Date.now() - kept.at > WEEK) {
      store.removeItem(name);
    }
  }
}

// A browser may refuse to store anything.
function deviceStore() {
  try {
    window.localStorage.setItem(`${PREFIX}test`, "");
    window.localStorage.removeItem(`${PREFIX}test`);
    return window.localStorage;
  } catch {
    return null;
  }
}
