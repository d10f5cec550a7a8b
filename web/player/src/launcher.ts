/**
 * The page that opens the player in a window of its own (`playerLaunchType`). It waits until that window is closed,
 * ends what is not ended, and goes where the LMS has said.
 */

import { el, Texts } from "./dom.js";
import { action, Panels } from "./panels.js";
import type { WindowSettings } from "./protocol.js";
import { openWindow, watchWindow } from "./window.js";

/** What tells the player's window from this page: both have one address. */
export const OWN_WINDOW = "#window";

export class Launcher {
  readonly #texts: Texts;
  readonly #panels = new Panels("h1");

  constructor(
    page: HTMLElement,
    private readonly wanted: WindowSettings,
    /** The window is closed. */
    private readonly closed: () => void,
  ) {
    this.#texts = Texts.of(page);
    page.replaceChildren(el("main", { class: "stage" }, this.#panels.element));
    if (wanted.opens === "window") this.#open();
    else this.#offer();
  }

  /** The browser wants a click, or the package does. */
  #offer(): void {
    this.#panels.show({
      icon: "window",
      title: this.#texts.get("popup-blocked"),
      actions: [action(this.#texts.get("popup-open"), true, () => this.#open())],
    });
  }

  #open(): void {
    const opened = openWindow(OWN_WINDOW, this.wanted);
    if (opened === null) {
      this.#offer();
      return;
    }
    this.#panels.show({
      icon: "window",
      title: this.#texts.get("popup-opened"),
      text: this.#texts.get("player-opened-hint"),
      actions: [action(this.#texts.get("popup-show"), true, () => opened.focus())],
    });
    watchWindow(opened, this.closed);
  }
}
