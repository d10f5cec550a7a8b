// The little of XML that answers of API V1 and postbacks need.

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;

/** Reads a document; the answer is its root element. */
export function parse(document) {
  const top = element("", "");
  const open = [top];
  for (const [whole, cdata, end, name, attributes, empty, text] of document.matchAll(TOKEN)) {
    const inside = open.at(-1);
    if (cdata !== undefined) inside.own += cdata;
    else if (text !== undefined) inside.own += unescaped(text);
    else if (end !== undefined) {
      if (open.pop().name !== end) throw new Error(`</${end}> closes <${inside.name}> in ${document.slice(0, 200)}`);
    } else if (name !== undefined) {
      const child = element(name, attributes);
      inside.children.push(child);
      if (!empty) open.push(child);
    } else if (!whole.startsWith("<?")) throw new Error(`not understood: ${whole}`);
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error(`not one whole document: ${document.slice(0, 200)}`);
  return top.children[0];
}

function element(name, attributes) {
  const pairs = [...attributes.matchAll(/([^\s=]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value)]);
  return new Element(name, Object.fromEntries(pairs));
}

class Element {
  own = "";
  children = [];

  constructor(name, attributes) {
    this.name = name;
    this.attributes = attributes;
  }

  /** The first element of that name at any depth, itself included. */
  find(name) {
    if (this.name === name) return this;
    for (const child of this.children) {
      const found = child.find(name);
      if (found) return found;
    }
    return undefined;
  }

  /** All elements of that name at any depth. */
  all(name) {
    const below = this.children.flatMap((child) => child.all(name));
    return this.name === name ? [this, ...below] : below;
  }

  /** The text of the first element of that name, or of this one. */
  text(name) {
    return name === undefined ? this.own : this.find(name)?.own;
  }
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text) {
  return text.replaceAll(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (_, name) => {
    if (name.startsWith("#x")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
    return NAMED[name];
  });
}
