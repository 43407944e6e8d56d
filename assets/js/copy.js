// <button data-copy="ID" data-copied="Copied" hidden>: copies the words of #ID. Shown only here,
// since without scripts it could do nothing.
export function offerCopying() {
  if (!navigator.clipboard) {
    return;
  }
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 4000);
    });
  }
}
