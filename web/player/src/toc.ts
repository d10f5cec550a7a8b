/**
 * The table of contents. Where only states change, entries stay, and with them the place of focus and screen reader; and
 * of ten thousand entries only those are touched that changed.
 */

import { el, setText, type Texts } from "./dom.js";
import { type IconName, icon } from "./icons.js";
import type { TocItem, TocLine, TocNews } from "./view.js";

const ICONS: Record<string, IconName> = {
  passed: "done",
  completed: "done",
  failed: "failed",
  incomplete: "begun",
  browsed: "begun",
  unknown: "open",
  "not-attempted": "open",
};

/** From so many entries on only the clusters in sight are drawn. */
const LONG = 200;

interface Entry {
  row: HTMLLIElement;
  button: HTMLButtonElement;
  mark: HTMLSpanElement;
  /** Success, where it is shown beside completion. */
  success: HTMLSpanElement;
  status: HTMLSpanElement;
}

export class Toc {
  readonly list = el("ol", { class: "toc-list" });
  /** By their place. */
  #entries: Entry[] = [];
  /** How many of them are shown. */
  #shown = 0;

  constructor(
    private readonly texts: Texts,
    choose: (id: string) => void,
  ) {
    this.list.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("[data-activity]");
      if (button?.dataset.activity !== undefined) choose(button.dataset.activity);
    });
  }

  show(news: TocNews): void {
    if ("items" in news) {
      this.#build(news.items);
      return;
    }
    for (const line of news.changed) {
      const entry = this.#entries[line.place];
      if (entry !== undefined) this.#update(entry, line);
    }
  }

  /** Whether there is anything to see. */
  get offers(): boolean {
    return this.#shown > 0;
  }

  /** The entry of the activity that is open. */
  get current(): HTMLElement | null {
    return this.list.querySelector('[aria-current="true"]');
  }

  #build(items: TocItem[]): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.activity;
    const top = document.createDocumentFragment();
    // By depth: where rows go, and the row that came last.
    const lists: ParentNode[] = [top];
    const rows: HTMLLIElement[] = [];
    this.#shown = 0;
    this.#entries = items.map((item) => {
      const depth = Math.min(item.depth, rows.length);
      rows.length = depth;
      lists.length = Math.min(lists.length, depth + 1);
      const entry = this.#entry(item);
      let list = lists[depth];
      if (list === undefined) {
        list = el("ol");
        rows[depth - 1]?.append(list as HTMLOListElement);
        lists.push(list);
      }
      list.append(entry.row);
      rows.push(entry.row);
      return entry;
    });
    if (items.length >= LONG) this.#keepRoom(items);
    this.list.replaceChildren(top);
    if (focused !== undefined)
      this.#entries.find(({ button }) => button.dataset.activity === focused)?.button.focus();
  }

  /** A cluster that is not drawn keeps the room of its rows, with all below it. */
  #keepRoom(items: TocItem[]): void {
    const held: number[] = [];
    for (let place = items.length - 1; place >= 0; place -= 1) {
      const depth = items[place]?.depth ?? 0;
      const rows = 1 + (held[depth + 1] ?? 0);
      held.length = depth + 1;
      held[depth] = (held[depth] ?? 0) + rows;
      const row = this.#entries[place]?.row;
      if (rows === 1 || row === undefined) continue;
      row.classList.add("holds");
      row.style.setProperty("--rows", String(rows));
    }
  }

  #entry(item: TocItem): Entry {
    const mark = el("span", { class: "mark" });
    const success = el("span", { class: "mark success" });
    const status = el("span", { class: "aside" });
    const button = el(
      "button",
      { type: "button", class: item.kind, hidden: "", "data-activity": item.id },
      mark,
      el("span", { class: "label" }, item.title === "" ? item.id : item.title),
      success,
      status,
    );
    const entry = { row: el("li", {}, button), button, mark, success, status };
    this.#update(entry, item);
    return entry;
  }

  #update(entry: Entry, line: TocLine): void {
    const { button, mark, success, status } = entry;
    if (button.hidden === line.visible) {
      button.hidden = !line.visible;
      this.#shown += line.visible ? 1 : -1;
    }
    if (button.disabled === line.enabled) button.disabled = !line.enabled;
    if (line.current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    const changed = draw(success, line.success ?? "");
    if (!draw(mark, line.status) && !changed) return;
    button.dataset.status = line.status;
    const words = [line.status, line.success ?? ""].filter((word) => word !== "");
    const text = words.map((word) => this.texts.get(`status-${word}`)).join(", ");
    button.title = text;
    setText(status, text);
  }
}

/** The sign of a status; whether it is another than before. */
function draw(mark: HTMLSpanElement, status: string): boolean {
  if (mark.dataset.shows === status) return false;
  mark.dataset.shows = status;
  const name = ICONS[status];
  mark.replaceChildren(...(name === undefined ? [] : [icon(name)]));
  return true;
}
