/** Windows of their own: for the player (`playerLaunchType`) and for what it plays (`scoLaunchType`). */

import type { WindowSettings } from "./protocol.js";

/** Milliseconds between two looks at a window of its own. */
const WATCH = 300;
/** Milliseconds without a change of size after which a window has the size that it was given. */
const REST = 200;

/** Opens one; `null` where the browser blocks it. Without a name: another player's might be found by it. */
export function openWindow(address: string, wanted: WindowSettings): Window | null {
  return window.open(address, "_blank", features(wanted));
}

/** What a window is asked to look like. With its own bars most browsers make it a tab, whatever its size. */
export function features(wanted: WindowSettings): string {
  const whole = wanted.full_screen;
  const width = whole ? screen.availWidth : size(wanted.width, 1280, screen.availWidth - 40);
  const height = whole ? screen.availHeight : size(wanted.height, 900, screen.availHeight - 80);
  const bars = wanted.toolbar ? "toolbar,location,menubar,status" : "popup";
  const place = whole ? ",left=0,top=0" : "";
  return `${bars},${wanted.fixed ? "resizable=no" : "resizable"},scrollbars,width=${width},height=${height}${place}`;
}

function size(wanted: number, usual: number, most: number): number {
  return Math.max(100, Math.min(wanted === 0 ? usual : wanted, most));
}

/** Calls `closed` once the window is gone, and `look` while it is there. Answers what ends the watch. */
export function watchWindow(opened: Window, closed: () => void, look: () => void = () => {}): () => void {
  const watch = window.setInterval(() => {
    if (!opened.closed) return look();
    window.clearInterval(watch);
    closed();
  }, WATCH);
  return () => window.clearInterval(watch);
}

/** A window that script has opened goes back to its size, once the hand that drags it rests. */
export function keepSize(kept: Window): void {
  const { outerWidth, outerHeight } = kept;
  let rest = 0;
  kept.addEventListener("resize", () => {
    window.clearTimeout(rest);
    // Not at once: browsers tell the outer size only after the event.
    rest = window.setTimeout(() => {
      if (kept.outerWidth !== outerWidth || kept.outerHeight !== outerHeight)
        kept.resizeTo(outerWidth, outerHeight);
    }, REST);
  });
}
