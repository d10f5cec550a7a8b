// The Chromium in which stories run side by side: without windows, or the whole browser.
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-dev-shm-usage",
  "--disable-sync",
  "--no-default-browser-check",
  "--no-first-run",
];

/** The same engine without menus, windows and services. */
export const startHeadlessShell = () => start(process.env.LYCEUM_HEADLESS_SHELL ?? "/usr/bin/chromium-headless-shell", FLAGS);

/** The browser that people have, without a screen. */
export const startChromium = () => start(process.env.LYCEUM_CHROMIUM ?? "/usr/bin/chromium", ["--headless=new", ...FLAGS]);

/** A start may be tried again: on a busy machine the browser's own first seconds can fail. */
async function start(executablePath, args) {
  const once = () => chromium.launch({ executablePath, args });
  return once().catch(once);
}
