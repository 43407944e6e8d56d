// While the computer works, look now and then how far it has got, and show the page anew when done.
const EVERY = 2000;

export function watchProgress(root = document) {
  for (const box of root.querySelectorAll("[data-progress]")) {
    const look = async () => {
      try {
        const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
        const { status, progress } = await answer.json();
        if (status === "done" || status === "failed") {
          window.location.reload();
          return;
        }
        const bar = box.querySelector("progress");
        if (bar) bar.value = Math.round(progress * 100);
      } catch {
        // The link on the page still works.
      }
      setTimeout(look, EVERY);
    };
    setTimeout(look, EVERY);
  }
}
