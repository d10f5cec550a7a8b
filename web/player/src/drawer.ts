/** The side that holds the table of contents: beside the content, or over it where there is little room. */

import { el, setHidden, type Texts } from "./dom.js";
import { icon } from "./icons.js";
import type { Toc } from "./toc.js";

export class Drawer {
  readonly toggle: HTMLButtonElement;
  readonly side: HTMLElement;
  readonly backdrop = el("div", { class: "backdrop", hidden: "" });
  readonly #small = window.matchMedia("(max-width: 52rem)");
  readonly #label = el("span", { class: "aside" });
  #offered = false;
  /** What the learner chose last; where there is little room it begins closed. */
  #open = !this.#small.matches;
  /** Nothing else can be done than choose. */
  #needed = false;

  constructor(
    private readonly toc: Toc,
    private readonly texts: Texts,
  ) {
    this.toggle = el(
      "button",
      { type: "button", class: "plain toc-toggle", "aria-controls": "toc" },
      icon("contents"),
      this.#label,
    );
    this.side = el("nav", { id: "toc", class: "toc", "aria-label": texts.get("toc"), hidden: "" }, toc.list);
    this.toggle.addEventListener("click", () => this.#set(this.side.hidden === true));
    this.backdrop.addEventListener("click", () => this.#set(false));
    this.side.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#small.matches) {
        this.#set(false);
        this.toggle.focus();
      }
    });
    this.#small.addEventListener("change", () => {
      this.#open = !this.#small.matches;
      this.#draw();
    });
  }

  /** What the package wants before the learner has said anything. */
  prepare(startsOpen: boolean, width: number): void {
    if (!startsOpen) this.#open = false;
    if (width > 0) this.side.style.setProperty("--wanted-width", `${width}px`);
  }

  show(offered: boolean, needed: boolean): void {
    const began = needed && !this.#needed;
    this.#offered = offered;
    this.#needed = needed;
    if (began) this.#open = true;
    this.#draw();
  }

  /** An entry was chosen: where the side lies over the content, it goes. */
  chosen(): void {
    if (this.#small.matches) this.#set(false);
  }

  #set(open: boolean): void {
    this.#open = open;
    this.#draw();
    if (open && this.#small.matches)
      (this.toc.current ?? this.side.querySelector<HTMLElement>("button:enabled"))?.focus();
  }

  #draw(): void {
    const open = this.#offered && this.#open;
    setHidden(this.toggle, !this.#offered);
    setHidden(this.side, !open);
    setHidden(this.backdrop, !(open && this.#small.matches));
    this.toggle.setAttribute("aria-expanded", String(open));
    const label = this.texts.get(open ? "toc-close" : "toc-open");
    if (this.#label.textContent !== label) {
      this.#label.textContent = label;
      this.toggle.title = label;
    }
  }
}
