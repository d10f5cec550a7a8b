/** The navigation bar: Previous, Next and Leave stand on it, everything else lies in the menu. */

import { el, setHidden, type Texts } from "./dom.js";
import { icon } from "./icons.js";
import type { LeaveAction } from "./protocol.js";
import type { Control, ControlName, Controls } from "./view.js";

/** Requests of the menu, each with the id of its text. */
const MENU: [ControlName, string][] = [
  ["exit", "exit"],
  ["suspendAll", "suspend-all"],
  ["exitAll", "exit-all"],
  ["abandon", "abandon"],
  ["abandonAll", "abandon-all"],
];

/** What decides which of the controls stands where. */
export interface Offer {
  is2004: boolean;
  closeItem: boolean;
  leave: LeaveAction;
}

export class ControlBar {
  readonly bar: HTMLElement;
  readonly #previous: HTMLButtonElement;
  readonly #continue: HTMLButtonElement;
  readonly #close: HTMLButtonElement;
  readonly #leave: HTMLButtonElement;
  readonly #menu: HTMLButtonElement;
  readonly #list = el("div", { class: "menu-list", hidden: "" });
  readonly #items = new Map<ControlName, HTMLButtonElement>();

  constructor(
    texts: Texts,
    private readonly request: (request: string) => void,
    private readonly choosing: (now: boolean) => void,
  ) {
    const label = (id: string) => el("span", { class: "label" }, texts.get(id));
    this.#previous = el(
      "button",
      { type: "button", class: "step", "data-nav": "previous" },
      icon("previous"),
      label("previous"),
    );
    this.#continue = el(
      "button",
      { type: "button", class: "step primary", "data-nav": "continue" },
      label("continue"),
      icon("next"),
    );
    this.#close = el(
      "button",
      { type: "button", class: "close-item", "data-nav": "exit" },
      icon("close"),
      label("close-item"),
    );
    this.#leave = el("button", { type: "button", class: "leave" }, icon("leave"), label("return-to-lms"));
    this.#menu = el(
      "button",
      {
        type: "button",
        class: "more",
        "data-nav-menu": "",
        "aria-expanded": "false",
        "aria-controls": "menu",
      },
      icon("more"),
      el("span", { class: "aside" }, texts.get("menu")),
    );
    this.#list.id = "menu";
    for (const [name, text] of MENU) {
      const careful = name === "abandon" || name === "abandonAll" ? "careful" : "";
      const button = el("button", { type: "button", class: careful, "data-nav": name }, texts.get(text));
      this.#items.set(name, button);
      this.#list.append(button);
      button.addEventListener("click", () => {
        this.request(name);
        this.#toggle(false);
      });
    }
    const menu = el("div", { class: "menu" }, this.#menu, this.#list);
    this.bar = el(
      "nav",
      { class: "bar", "aria-label": texts.get("controls") },
      this.#previous,
      this.#continue,
      this.#leave,
      menu,
    );
    this.#previous.addEventListener("click", () => this.request("previous"));
    this.#continue.addEventListener("click", () => this.request("continue"));
    this.#close.addEventListener("click", () => this.request("exit"));
    this.#leave.addEventListener("click", () => this.request("returnToLms"));
    this.#menu.addEventListener("click", () => this.#toggle(this.#list.hidden === true));
    menu.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!menu.contains(event.target as Node)) this.#toggle(false);
    });
    // A click into the content is seen as nothing but this.
    window.addEventListener("blur", () => this.#toggle(false));
  }

  /** Whether the learner has the menu open. */
  get isOpen(): boolean {
    return this.#list.hidden === false;
  }

  show(controls: Controls, offer: Offer): void {
    apply(this.#previous, controls.previous);
    apply(this.#continue, controls.continue);
    apply(this.#leave, controls.returnToLms);
    // Leaving is suspending, or ending: it stands for that control, where content does not hide it, and needs no
    // second one.
    const same: ControlName = offer.leave === "exit" ? "exitAll" : "suspendAll";
    const stands =
      controls.returnToLms.visible && offer.leave !== "ask" && (controls[same].visible || !offer.is2004);
    this.#leave.dataset.nav = stands ? same : "returnToLms";
    // Absent rather than hidden: each request has one control.
    const closes = offer.closeItem && controls.exit.visible;
    if (!closes) this.#close.remove();
    else if (!this.#close.isConnected) this.#leave.before(this.#close);
    this.#close.disabled = !controls.exit.enabled;
    const shown = [...this.#items].filter(
      ([name]) => controls[name].visible && !(stands && name === same) && !(closes && name === "exit"),
    );
    for (const [name, button] of this.#items) {
      if (!shown.some(([each]) => each === name)) button.remove();
    }
    for (const [name, button] of shown) {
      apply(button, controls[name]);
      if (!button.isConnected) this.#list.append(...shown.map(([, each]) => each));
    }
    setHidden(this.#menu, shown.length === 0);
    if (shown.length === 0) this.#toggle(false);
    const { previous, continue: next, returnToLms } = controls;
    setHidden(
      this.bar,
      shown.length === 0 && !closes && !previous.visible && !next.visible && !returnToLms.visible,
    );
  }

  #toggle(open: boolean): void {
    if (this.#list.hidden === !open) return;
    this.#list.hidden = !open;
    this.#menu.setAttribute("aria-expanded", String(open));
    this.choosing(open);
    if (open) this.#list.querySelector<HTMLButtonElement>("button:not(:disabled)")?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (this.#list.hidden) return;
    if (event.key === "Escape") {
      this.#toggle(false);
      this.#menu.focus();
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...this.#list.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  }
}

function apply(button: HTMLButtonElement, control: Control): void {
  setHidden(button, !control.visible);
  if (button.disabled === control.enabled) button.disabled = !control.enabled;
}
