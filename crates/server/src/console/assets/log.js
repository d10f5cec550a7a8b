// The debug log: one list of fixed rows of which only those in sight exist, the rest fetched in pieces, and a tail that
// keeps up. Without this script the same lines are pages of links.
"use strict";

{
  const CHUNK = 200;
  const EVERY = 1000;
  const AFTER_THE_END = 60_000;
  const OVERSCAN = 8;
  const at = document.querySelector("[data-log]");
  if (at) begin(at);

  function begin(at) {
    const config = at.dataset;
    const rowsNow = [...at.querySelectorAll(".log-row")];
    const from = Number(config.from);
    const status = document.querySelector("[data-status]");
    const follow = document.querySelector("[data-follow]");
    const details = document.querySelector("[data-details]");
    const chunks = new Map();
    const pending = new Set();
    let total = Number(config.total);
    let current = -1;

    // The lines of the page are the first piece.
    chunks.set(from / CHUNK, rowsNow.map(told));

    const view = make("div", "log-view");
    view.setAttribute("role", "listbox");
    view.setAttribute("tabindex", "0");
    view.setAttribute("aria-label", config.label);
    view.setAttribute("aria-describedby", config.rule);
    const space = make("div", "log-space");
    space.setAttribute("role", "presentation");
    view.append(space);
    at.querySelector(".log-rows").replaceWith(view);
    document.querySelector("[data-pages]").hidden = true;
    document.querySelector("[data-rule]").hidden = false;
    details.hidden = false;
    const none = at.querySelector("[data-none]");

    const measured = line(["0", "", "", "\u00a0", "\u00a0", "quiet", 0], 0);
    space.append(measured);
    const height = measured.getBoundingClientRect().height || 52;
    measured.remove();
    const shown = new Map();

    resize();
    if (config.at || from > 0) view.scrollTop = Number(config.at ?? from) * height;
    draw();
    if (config.at) choose(Number(config.at));
    view.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
    addEventListener("resize", draw);
    view.addEventListener("keydown", key);
    view.addEventListener("click", (event) => {
      const row = event.target.closest(".log-row");
      if (row) choose(Number(row.dataset.index), "told");
    });
    follow.hidden = "over" in config;
    follow.querySelector("input").addEventListener("change", (event) => {
      if (event.target.checked) view.scrollTop = view.scrollHeight;
    });
    keepUp();

    /** A line of the page as the server sends lines. */
    function told(row) {
      const text = (part) => row.querySelector(part).textContent;
      const time = row.querySelector(".log-time");
      return [Number(row.dataset.number), time.textContent, time.title, text(".log-words"), text(".log-call"), row.dataset.sort,
        "explains" in row.dataset ? 1 : 0];
    }

    /** A row from text alone. */
    function line([number, since, instant, words, call, sort, explains], index) {
      const row = make("div", "log-row");
      row.id = `line-${index}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-posinset", index + 1);
      row.setAttribute("aria-setsize", total);
      row.setAttribute("aria-selected", String(index === current));
      row.dataset.index = index;
      row.dataset.number = number;
      row.dataset.sort = sort;
      if (explains) row.dataset.explains = "";
      const time = make("span", "log-time", since);
      time.title = instant;
      const plain = make("span", "log-words", words);
      plain.dir = "auto";
      const code = make("code", "log-call", call);
      code.dir = "ltr";
      row.append(time, plain, code);
      return row;
    }

    function resize() {
      space.style.blockSize = `${total * height}px`;
      if (none) none.hidden = total > 0;
      view.hidden = total === 0;
    }

    /** Rows in sight come, those out of sight go; a row that stays is not touched. */
    function draw() {
      const first = Math.max(0, Math.floor(view.scrollTop / height) - OVERSCAN);
      const last = Math.min(total, Math.ceil((view.scrollTop + view.clientHeight) / height) + OVERSCAN);
      for (const [index, row] of shown) {
        if (index < first || index >= last) {
          row.remove();
          shown.delete(index);
        }
      }
      const fresh = document.createDocumentFragment();
      for (let index = first; index < last; index++) {
        const known = chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK];
        if (!known) {
          load(Math.floor(index / CHUNK));
          continue;
        }
        if (shown.has(index)) continue;
        const row = line(known, index);
        row.style.transform = `translateY(${index * height}px)`;
        shown.set(index, row);
        fresh.append(row);
      }
      space.append(fresh);
    }

    async function load(chunk) {
      if (pending.has(chunk)) return;
      pending.add(chunk);
      const answer = await ask(chunk * CHUNK).catch(() => null);
      if (answer) {
        chunks.set(chunk, answer.rows);
        take(answer);
      }
      // A piece that failed is asked for again when its rows are looked at again, not at once.
      setTimeout(() => pending.delete(chunk), answer ? 0 : EVERY);
      draw();
    }

    async function ask(from, known = "") {
      const url = new URL(config.lines, location.href);
      url.searchParams.set("from", from);
      url.searchParams.set("count", CHUNK);
      if (known) url.searchParams.set("known", known);
      // What a page asks by itself is no use of the console.
      const answer = await fetch(url, { headers: { accept: "application/json", "page-seen": "nothing" }, signal: AbortSignal.timeout(30_000) });
      if (answer.status === 204) return { known };
      if (answer.status !== 200 || answer.redirected) throw new Error(String(answer.status));
      return answer.json();
    }

    function take(answer) {
      if (answer.total !== total) {
        total = answer.total;
        resize();
        for (const row of shown.values()) row.setAttribute("aria-setsize", total);
      }
      if (status.textContent !== answer.status) status.textContent = answer.status;
      document.querySelectorAll("[data-count]").forEach((count, place) => {
        if (count.textContent !== String(answer.counts[place])) count.textContent = answer.counts[place];
      });
      if (answer.over) config.over = "";
      follow.hidden = "over" in config;
    }

    /** Asks for the last piece again and again; the server says nothing when nothing is new. */
    async function keepUp(known = "", chunk = -1) {
      let next = EVERY;
      const wanted = Math.floor(total / CHUNK);
      if (!document.hidden) {
        try {
          const answer = await ask(wanted * CHUNK, wanted === chunk ? known : "");
          known = answer.known;
          if (answer.rows) {
            const isAtEnd = follow.querySelector("input").checked;
            if (answer.rows.length > 0) chunks.set(wanted, answer.rows);
            // More than a piece at once: what lies between is fetched when it is looked at.
            take(answer);
            draw();
            if (isAtEnd) {
              view.scrollTop = view.scrollHeight;
              draw();
            }
          }
          if ("over" in config) next = AFTER_THE_END;
        } catch {
          status.textContent = config.lost;
          known = "";
          next = 5 * EVERY;
        }
      }
      setTimeout(keepUp, next, known, wanted);
    }

    function key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const page = Math.max(1, Math.floor(view.clientHeight / height) - 1);
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
      if (event.key in moves) {
        event.preventDefault();
        const start = current < 0 ? Math.floor(view.scrollTop / height) - Math.sign(moves[event.key]) : current;
        choose(Math.min(total - 1, Math.max(0, start + moves[event.key])));
      } else if (event.key === "Enter" && current >= 0) {
        event.preventDefault();
        choose(current, "read");
      }
    }

    /** Marks a line and brings it into sight; `told`: shows all about it, `read`: and goes there. */
    async function choose(index, how) {
      if (total === 0) return;
      const before = shown.get(current);
      before?.setAttribute("aria-selected", "false");
      current = index;
      const top = index * height;
      if (top < view.scrollTop) view.scrollTop = top;
      else if (top + height > view.scrollTop + view.clientHeight) view.scrollTop = top + height - view.clientHeight;
      draw();
      if (!shown.has(index)) await load(Math.floor(index / CHUNK));
      const row = shown.get(index);
      if (!row || index !== current) return;
      row.setAttribute("aria-selected", "true");
      view.setAttribute("aria-activedescendant", row.id);
      if (how) await tell(row.dataset.number, how === "read");
    }

    async function tell(number, goes) {
      const url = new URL(config.entry, location.href);
      url.searchParams.set("at", number);
      const answer = await fetch(url).catch(() => null);
      if (answer?.status !== 200) return;
      const page = new DOMParser().parseFromString(pages.createHTML(await answer.text()), "text/html");
      const part = page.querySelector("[data-entry-part]");
      if (!part) return;
      part.querySelector("[data-back]")?.remove();
      details.replaceChildren(...part.childNodes);
      details.scrollTop = 0;
      if (!matchMedia("(min-width: 62rem)").matches) details.scrollIntoView({ block: "nearest" });
      if (goes) details.focus({ preventScroll: true });
    }

    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape") view.focus({ preventScroll: true });
    });
  }

  function make(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }
}
