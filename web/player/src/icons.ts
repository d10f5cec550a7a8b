/** The player's own icons: lines on a field of 24 by 24. */

const SHAPES = {
  contents: ["M4 6h.01M4 12h.01M4 18h.01", "M9 6h11M9 12h11M9 18h11"],
  previous: ["M19 12H5", "M11 6l-6 6 6 6"],
  next: ["M5 12h14", "M13 6l6 6-6 6"],
  leave: [
    "M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14",
    "M10 12h10",
    "M16.5 8.5L20 12l-3.5 3.5",
  ],
  more: ["M5 12h.01M12 12h.01M19 12h.01"],
  close: ["M6 6l12 12M18 6L6 18"],
  saved: ["M5 12.5l4.5 4.5L19 7.5"],
  saving: ["M20 12a8 8 0 1 1-2.34-5.66", "M20 3.5v4h-4"],
  offline: [
    "M12 8.5v4.5",
    "M12 16.5h.01",
    "M10.6 4.3L2.9 17.7A1.6 1.6 0 0 0 4.3 20h15.4a1.6 1.6 0 0 0 1.4-2.3L13.4 4.3a1.6 1.6 0 0 0-2.8 0z",
  ],
  window: [
    "M4 7.5A1.5 1.5 0 0 1 5.5 6h13A1.5 1.5 0 0 1 20 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 16.5z",
    "M4 10h16",
  ],
  done: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z", "M8.2 12.3l2.6 2.6 5-5.4"],
  failed: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z", "M9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6"],
  begun: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z", "M12 3.5a8.5 8.5 0 0 1 0 17z"],
  help: [
    "M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z",
    "M9.6 9.6a2.4 2.4 0 1 1 3.3 2.2c-.6.3-.9.7-.9 1.4v.4",
    "M12 16.4h.01",
  ],
  screen: [
    "M4 9V5.5A1.5 1.5 0 0 1 5.5 4H9M15 4h3.5A1.5 1.5 0 0 1 20 5.5V9M20 15v3.5a1.5 1.5 0 0 1-1.5 1.5H15M9 20H5.5A1.5 1.5 0 0 1 4 18.5V15",
  ],
  clock: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z", "M12 7v5l3.5 2"],
  open: ["M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0z"],
} as const;

export type IconName = keyof typeof SHAPES;

const SVG = "http://www.w3.org/2000/svg";

/** Decoration: what it means stands beside it in words. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
