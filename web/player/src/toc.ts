/** The table of contents. Where only states change, entries stay, and with them the place of focus and screen reader. */

import { el, setHidden, setText, type Texts } from "./dom.js";
import { type IconName, icon } from "./icons.js";
import type { TocItem } from "./view.js";

const ICONS: Record<string, IconName> = {
  passed: "done",
  completed: "done",
  failed: "failed",
  incomplete: "begun",
  browsed: "begun",
  unknown: "open",
  "not-attempted": "open",
};

interface Entry {
  row: HTMLLIElement;
  button: HTMLButtonElement;
  mark: HTMLSpanElement;
  status: HTMLSpanElement;
}

export class Toc {
  readonly list = el("ol", { class: "toc-list" });
  #entries = new Map<string, Entry>();
  #shape = "";

  constructor(
    private readonly texts: Texts,
    private readonly choose: (id: string) => void,
  ) {}

  show(items: TocItem[]): void {
    const shape = JSON.stringify(items.map((item) => [item.id, item.title, item.depth, item.kind]));
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#build(items);
    }
    for (const item of items) this.#update(item);
  }

  /** The entry of the activity that is open. */
  get current(): HTMLElement | null {
    return this.list.querySelector('[aria-current="true"]');
  }

  #build(items: TocItem[]): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.activity;
    this.#entries = new Map();
    this.list.replaceChildren();
    // The list that rows of each depth go into.
    const lists: HTMLOListElement[] = [this.list];
    for (const item of items) {
      const depth = Math.min(item.depth, lists.length - 1);
      lists.length = depth + 1;
      const entry = this.#entry(item);
      this.#entries.set(item.id, entry);
      lists[depth]?.append(entry.row);
      const inner = el("ol");
      entry.row.append(inner);
      lists.push(inner);
    }
    for (const list of this.list.querySelectorAll("ol:empty")) list.remove();
    if (focused !== undefined) this.#entries.get(focused)?.button.focus();
  }

  #entry(item: TocItem): Entry {
    const mark = el("span", { class: "mark" });
    const status = el("span", { class: "aside" });
    const button = el(
      "button",
      { type: "button", class: item.kind, "data-activity": item.id },
      mark,
      el("span", { class: "label" }, item.title === "" ? item.id : item.title),
      status,
    );
    button.addEventListener("click", () => this.choose(item.id));
    return { row: el("li", {}, button), button, mark, status };
  }

  #update(item: TocItem): void {
    const entry = this.#entries.get(item.id);
    if (entry === undefined) return;
    const { button, mark, status } = entry;
    setHidden(button, !item.visible);
    if (button.disabled === item.enabled) button.disabled = !item.enabled;
    if (item.current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    if (button.dataset.status !== item.status) {
      button.dataset.status = item.status;
      const name = ICONS[item.status];
      mark.replaceChildren(...(name === undefined ? [] : [icon(name)]));
      button.title = item.status === "" ? "" : this.texts.get(`status-${item.status}`);
    }
    setText(status, item.status === "" ? "" : this.texts.get(`status-${item.status}`));
  }
}
