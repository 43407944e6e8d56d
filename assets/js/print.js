// <button data-print hidden>: prints the page, or saves it as a file through the same window.
export function offerPrinting() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
