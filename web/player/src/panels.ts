/** What stands in place of the content: loading, choosing, leaving, the end, and what went wrong. */

import { el } from "./dom.js";
import { type IconName, icon } from "./icons.js";

export interface Panel {
  icon?: IconName;
  title: string;
  text?: string;
  actions?: HTMLElement[];
  /** Something is going on. */
  busy?: boolean;
}

export class Panels {
  readonly element = el("section", { class: "panels", role: "status" });

  /** `heading`: first of the page, unless that has one above it. */
  constructor(private readonly heading: "h1" | "h2" = "h2") {}

  show(panel: Panel): void {
    const parts: (Node | string)[] = [];
    if (panel.busy === true) parts.push(el("span", { class: "spinner", "aria-hidden": "true" }));
    if (panel.icon !== undefined) parts.push(el("span", { class: "emblem" }, icon(panel.icon)));
    parts.push(el(this.heading, {}, panel.title));
    if (panel.text !== undefined && panel.text !== "") parts.push(el("p", {}, panel.text));
    if (panel.actions !== undefined && panel.actions.length > 0)
      parts.push(el("div", { class: "buttons" }, ...panel.actions));
    this.element.replaceChildren(el("div", { class: "panel" }, ...parts));
    this.element.hidden = false;
  }

  /** Nothing at all, for an exit to an empty page. */
  blank(): void {
    this.element.replaceChildren();
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

export function action(label: string, primary: boolean, act: () => void): HTMLButtonElement {
  const button = el("button", { type: "button", class: primary ? "primary" : "" }, label);
  button.addEventListener("click", act);
  return button;
}
