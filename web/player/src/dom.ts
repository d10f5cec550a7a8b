/** Elements without markup in strings: the pages allow no other way. */

type Child = Node | string;

/** An element with attributes and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

/** Sets `hidden` without touching an element that has it right: assistive technology hears of changes only. */
export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Texts by their id; an id nobody translated shows itself. */
export class Texts {
  constructor(private strings: Record<string, string>) {}

  /** Texts that stand in an attribute of the page, as JSON. */
  static of(element: HTMLElement): Texts {
    try {
      return new Texts(JSON.parse(element.dataset.texts ?? "{}") as Record<string, string>);
    } catch {
      return new Texts({});
    }
  }

  replace(strings: Record<string, string>): void {
    this.strings = { ...this.strings, ...strings };
  }

  /** A text; `{$name}` in it is filled in. */
  get(id: string, values: Record<string, string> = {}): string {
    const text = this.strings[id] ?? id;
    return text.replace(/\{\s*\$([\w-]+)\s*\}/g, (all, name: string) => values[name] ?? all);
  }
}
