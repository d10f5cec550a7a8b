/** What stands beside the title where the package wants it: progress, full screen, help. */

import { el, setHidden, type Texts } from "./dom.js";
import { type IconName, icon } from "./icons.js";
import type { Settings } from "./protocol.js";
import type { Question } from "./question.js";

export class TopTools {
  readonly #bar = el("progress", { max: "100", hidden: "" });
  readonly #fill: HTMLButtonElement;
  readonly #help: HTMLButtonElement;

  constructor(
    private readonly texts: Texts,
    question: Question,
  ) {
    this.#fill = this.#button("screen", "full-screen", () => this.#toggleFull());
    this.#help = this.#button("help", "help", () => void question.ask("help", HELP, [["", "close-message"]]));
  }

  get elements(): HTMLElement[] {
    return [this.#bar, this.#fill, this.#help];
  }

  /** Whether this page may have the whole screen. */
  get canFill(): boolean {
    return document.fullscreenEnabled === true;
  }

  set(settings: Settings): void {
    this.#bar.setAttribute("aria-label", this.texts.get("progress"));
    setHidden(this.#help, !settings.help);
    setHidden(this.#fill, !(settings.window.full_screen && this.canFill));
  }

  /** Percent; nothing where it is not shown. */
  progress(percent: number | undefined): void {
    setHidden(this.#bar, percent === undefined);
    // Without the attribute, 0 would look like "nobody knows".
    if (percent !== undefined && this.#bar.getAttribute("value") !== String(percent))
      this.#bar.value = percent;
  }

  /** A button of its own, for a message. */
  fillButton(): HTMLButtonElement {
    const button = el("button", { type: "button" }, this.texts.get("full-screen"));
    button.addEventListener("click", () => this.#toggleFull());
    return button;
  }

  #toggleFull(): void {
    const done =
      document.fullscreenElement === null
        ? document.documentElement.requestFullscreen()
        : document.exitFullscreen();
    // A browser that refuses shows the page as before.
    done.catch(() => {});
  }

  #button(sign: IconName, text: string, act: () => void): HTMLButtonElement {
    const words = this.texts.get(text);
    const button = el(
      "button",
      { type: "button", class: "plain", title: words, hidden: "" },
      icon(sign),
      el("span", { class: "aside" }, words),
    );
    button.addEventListener("click", act);
    return button;
  }
}

/** Ids of the sentences of help. */
const HELP = ["help-steps", "help-contents", "help-save", "help-leave"];
