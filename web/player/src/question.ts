/** A question in front of everything else. */

import { el, type Texts } from "./dom.js";

export class Question {
  readonly element = el("dialog", { class: "question", "aria-labelledby": "question" });

  constructor(private readonly texts: Texts) {}

  /** Asks for a yes; closing the dialog in any other way is a no. */
  ask(title: string, text: string, yes: string): Promise<boolean> {
    const agree = el("button", { type: "button", class: "primary" }, this.texts.get(yes));
    const stay = el("button", { type: "button" }, this.texts.get("no-stay"));
    this.element.replaceChildren(
      el("h2", { id: "question" }, this.texts.get(title)),
      el("p", {}, this.texts.get(text)),
      el("div", { class: "buttons" }, stay, agree),
    );
    return new Promise((resolve) => {
      let answer = false;
      agree.addEventListener("click", () => {
        answer = true;
        this.element.close();
      });
      stay.addEventListener("click", () => this.element.close());
      this.element.addEventListener("close", () => resolve(answer), { once: true });
      if (!this.element.open) this.element.showModal();
    });
  }
}
