/** Whether the learner's work is safe. It says `saved` only of what the server has acknowledged. */

import type { SaveState } from "./channel.js";
import { el, setText, type Texts } from "./dom.js";
import { icon } from "./icons.js";

export class SaveIndicator {
  readonly element: HTMLElement;
  readonly #icon = el("span", { class: "mark" });
  readonly #label = el("span", { class: "label" });

  constructor(private readonly texts: Texts) {
    this.element = el("p", { class: "save" }, this.#icon, this.#label);
    this.show("saved");
  }

  show(state: SaveState): void {
    this.element.dataset.save = state;
    this.#icon.replaceChildren(icon(state));
    setText(this.#label, this.texts.get(`save-${state}`));
  }
}
