// Helps with answering where scripts run; the server says the same without them.

const number = (amount) => amount.toLocaleString(document.documentElement.lang);

// [data-word-guide]: how many words so far, said when somebody pauses.
export function countWords() {
  for (const group of document.querySelectorAll("[data-word-guide]")) {
    const box = group.querySelector("textarea");
    const said = group.querySelector("[data-so-far]");
    let pause;
    const count = () => {
      const words = box.value.split(/\s+/).filter(Boolean).length;
      said.hidden = !words;
      said.textContent = words === 1
        ? group.dataset.wordsOne
        : group.dataset.wordsMany.replace("{n}", number(words));
    };
    box.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(count, 600);
    });
    count();
  }
}

// [data-budget="100"]: how much is left, as amounts are typed.
export function shareOut() {
  for (const group of document.querySelectorAll("[data-budget]")) {
    const said = group.querySelector("[data-so-far]");
    const {
      budget, before, after, left, over, done,
    } = group.dataset;
    const boxes = Array.from(group.querySelectorAll("[data-amount]"));
    const add = () => {
      const amounts = boxes.map((box) => Number(box.value.replace(/[£,\s]/g, "")));
      const rest = Number(budget) - amounts.reduce((sum, amount) => sum + (amount || 0), 0);
      const words = rest === 0 ? done : (rest > 0 ? left : over);
      said.textContent = words.replace("{n}", `${before}${number(Math.abs(rest))}${after}`);
      said.hidden = false;
    };
    group.addEventListener("input", add);
    add();
  }
}

// [data-ranking]: buttons that move a thing up or down. The boxes for places stay, and are what is sent.
export function offerMoving() {
  for (const list of document.querySelectorAll("[data-ranking]")) {
    new Moving(list).offer();
  }
}

class Moving {
  constructor(list) {
    this.list = list;
    this.items = Array.from(list.querySelectorAll("[data-ranked]"));
    this.said = document.createElement("p");
    this.said.className = "govuk-visually-hidden";
    this.said.setAttribute("aria-live", "polite");
    list.append(this.said);
  }

  offer() {
    for (const item of this.items) {
      const buttons = document.createElement("div");
      buttons.className = "app-ranking__moves";
      for (const [step, words] of [[-1, this.list.dataset.up], [1, this.list.dataset.down]]) {
        const button = document.createElement("button");
        const about = document.createElement("span");
        button.type = "button";
        button.className = "app-link-button";
        about.className = "govuk-visually-hidden";
        about.textContent = `: ${item.dataset.ranked}`;
        button.append(words, about);
        button.addEventListener("click", () => this.move(item, step));
        buttons.append(button);
      }
      item.append(buttons);
    }
  }

  // Those with a place in their order, then the others as they stand.
  inOrder() {
    const place = (item) => Number(Moving.box(item).value) || Infinity;
    return [...this.items].sort((a, b) => place(a) - place(b) || 0);
  }

  move(item, step) {
    const order = this.inOrder();
    const at = order.indexOf(item);
    const to = Math.min(Math.max(at + step, 0), order.length - 1);
    order.splice(at, 1);
    order.splice(to, 0, item);
    // Below as many as may be placed, and not placed before: it stays without a place.
    order.forEach((one, index) => {
      const box = Moving.box(one);
      const wanted = String(index + 1);
      const offered = Array.from(box.options).some((option) => option.value === wanted);
      box.value = offered && (box.value || index <= to) ? wanted : "";
    });
    const place = Moving.box(item).value;
    this.said.textContent = this.list.dataset.said
      .replace("{what}", item.dataset.ranked)
      .replace("{n}", place || "–");
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  static box(item) {
    return item.querySelector("select");
  }
}
