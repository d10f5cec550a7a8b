/** A question in front of everything else, or something to read. */

import { el, type Texts } from "./dom.js";

/** Something to say to a question: its value and its text. */
export type Reply = [value: string, text: string];

export class Question {
  readonly element = el("dialog", { class: "question", "aria-labelledby": "question" });

  constructor(private readonly texts: Texts) {}

  /** Shows title, text and replies, the last of them first in weight. Closing it in any other way answers nothing. */
  ask(title: string, text: string[], replies: Reply[]): Promise<string> {
    let answer = "";
    const buttons = replies.map(([value, id], at) => {
      const button = el(
        "button",
        { type: "button", class: at === replies.length - 1 ? "primary" : "" },
        this.texts.get(id),
      );
      button.addEventListener("click", () => {
        answer = value;
        this.element.close();
      });
      return button;
    });
    this.element.replaceChildren(
      el("h2", { id: "question" }, this.texts.get(title)),
      ...text.map((id) => el("p", {}, this.texts.get(id))),
      el("div", { class: "buttons" }, ...buttons),
    );
    return new Promise((resolve) => {
      this.element.addEventListener("close", () => resolve(answer), { once: true });
      if (!this.element.open) this.element.showModal();
    });
  }
}
