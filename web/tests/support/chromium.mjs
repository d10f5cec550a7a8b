// The one Chromium in which all stories run side by side.
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--headless=new",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-dev-shm-usage",
  "--disable-sync",
  "--no-default-browser-check",
  "--no-first-run",
];

/** Starts it. A start may be tried again: on a busy machine the browser's own first seconds can fail. */
export async function startChromium() {
  const start = () => chromium.launch({ executablePath: process.env.LYCEUM_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  return start().catch(start);
}
