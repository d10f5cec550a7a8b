// News as they arrive: asks for the changing part of the page, and is answered when there is something newer.
(async () => {
  const news = document.getElementById("news");
  let after = news.dataset.changes;
  for (;;) {
    try {
      const answer = await fetch(`demo/live?after=${after}`);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const html = await answer.text();
      const part = new DOMParser().parseFromString(html, "text/html").body;
      const changes = part.querySelector("[data-changes]").dataset.changes;
      if (changes !== after) {
        const focused = document.activeElement?.getAttribute("href");
        news.replaceChildren(...part.childNodes);
        if (focused) news.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
        after = changes;
      }
    } catch {
      // The demo was ended, or is starting: another try in a while.
      await new Promise((done) => setTimeout(done, 3000));
    }
  }
})();
