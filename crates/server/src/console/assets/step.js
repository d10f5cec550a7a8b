// Stepping through a launch without loading the page anew. Without this script the slider is a form, and the ways are links.
"use strict";

{
  const form = document.querySelector("[data-stepper]");
  if (form) begin(form);

  function begin(form) {
    const slider = form.querySelector("input[type=range]");
    form.querySelector("[data-go]").hidden = true;
    // One question at a time, and the last wish counts.
    let wanted = null;
    let isAsking = false;

    slider.addEventListener("input", () => go(slider.value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(slider.value);
    });
    document.addEventListener("click", (event) => {
      const way = event.target.closest("[data-way]");
      if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(new URL(way.href).searchParams.get("at"), way.dataset.way);
    });
    document.addEventListener("keydown", (event) => {
      const name = { ArrowRight: "next", ArrowLeft: "previous" }[event.key];
      const isElsewhere = event.target.closest("input, select, textarea, [tabindex='0']");
      if (!name || isElsewhere || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const way = document.querySelector(`[data-way=${name}]`);
      if (!way) return;
      event.preventDefault();
      go(new URL(way.href).searchParams.get("at"), name);
    });

    async function go(at, focus) {
      wanted = { at, focus };
      if (isAsking) return;
      isAsking = true;
      while (wanted) {
        const { at, focus } = wanted;
        wanted = null;
        const url = new URL(location.href);
        url.searchParams.set("at", at);
        const answer = await fetch(url).catch(() => null);
        if (answer?.status !== 200 || answer.redirected) continue;
        const page = new DOMParser().parseFromString(pages.createHTML(await answer.text()), "text/html");
        const [now, next] = [document, page].map((page) => [...page.querySelectorAll("[data-step-part]")]);
        if (now.length !== next.length) return location.assign(url);
        now.forEach((part, place) => {
          part.toggleAttribute("hidden", next[place].hasAttribute("hidden"));
          become(part, next[place]);
        });
        history.replaceState(null, "", url);
        if (!wanted && document.activeElement !== slider) slider.value = at;
        if (focus) (document.querySelector(`[data-way=${focus}]`) ?? slider).focus({ preventScroll: true });
        document.dispatchEvent(new Event("page-changed"));
      }
      isAsking = false;
    }
  }
}
