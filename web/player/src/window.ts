/** Windows of their own: for the player (`playerLaunchType`) and for what it plays (`scoLaunchType`). */

import type { WindowSettings } from "./protocol.js";

/** Milliseconds between two looks at a window of its own. */
const WATCH = 300;

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

/**
 * A window that script has opened goes back to the size that it came to rest with, once the hand that drags it rests.
 * Looked at, not listened to: a listener is lost with each page, and browsers tell the outer size late.
 */
export function keepSize(kept: Window): void {
  let wanted = "";
  let before = "";
  const watch = window.setInterval(() => {
    if (kept.closed) return window.clearInterval(watch);
    const size = sizeOf(kept);
    const rests = size === before;
    before = size;
    if (!rests || size === "" || size === wanted) return;
    if (wanted === "") wanted = size;
    else kept.resizeTo(...(wanted.split(",").map(Number) as [number, number]));
  }, WATCH);
}

/** Empty while a page of another origin is in it. */
function sizeOf(seen: Window): string {
  try {
    return `${seen.outerWidth},${seen.outerHeight}`;
  } catch {
    return "";
  }
}
