/** Sentences above the content: a banner while saving fails, and messages that the learner may close. */

import { el, type Texts } from "./dom.js";
import { icon } from "./icons.js";

export class Notices {
  readonly element = el("div", { class: "notices" });
  // Both are there from the beginning: assistive technology speaks what is put into a region it knows.
  readonly #banner = el("div", { role: "alert" });
  readonly #messages = el("div", { role: "status" });

  constructor(
    private readonly texts: Texts,
    private readonly retry: () => void,
  ) {
    this.element.append(this.#banner, this.#messages);
  }

  /** `keepsNothing`: what is not saved is lost with this page. */
  trouble(kind: "offline" | "refused" | "none", text: string, keepsNothing: boolean): void {
    if (kind === "none") {
      this.#banner.replaceChildren();
      return;
    }
    const again = el("button", { type: "button" }, this.texts.get("save-again"));
    again.addEventListener("click", () => this.retry());
    const sentence = this.texts.get(kind === "offline" ? "save-offline-banner" : "save-refused-banner");
    const sentences = new Set([sentence, text, keepsNothing ? this.texts.get("no-storage") : ""]);
    const words = el("p", {}, [...sentences].filter((each) => each !== "").join(" "));
    this.#banner.replaceChildren(el("div", { class: "notice trouble" }, icon("offline"), words, again));
  }

  /** One message at a time: the newest counts. `more`: what can be done about it. */
  tell(text: string, more: HTMLElement[] = []): void {
    const close = el(
      "button",
      { type: "button", class: "plain" },
      icon("close"),
      el("span", { class: "aside" }, this.texts.get("close-message")),
    );
    close.addEventListener("click", () => this.quiet());
    this.#messages.replaceChildren(el("div", { class: "notice" }, el("p", {}, text), ...more, close));
  }

  quiet(): void {
    this.#messages.replaceChildren();
  }
}
