// Somebody without a mouse.
import assert from "node:assert/strict";

/** More stops than any page has. */
const STOPS = 150;

/** Presses Tab until an element has the focus, and makes sure that this can be seen. */
export async function tabTo(page, locator) {
  for (let stops = 0; stops < STOPS; ) {
    const { away, outline } = await locator.evaluate(look);
    if (away === 0) return assert.notEqual(outline, "none", "the focus is seen");
    for (let press = 0; press < away; press++, stops++) await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${locator}`);
}

/** How far away an element is, rather too near than too far: it is only asked for to look less often. */
function look(element) {
  if (element === document.activeElement) return { away: 0, outline: getComputedStyle(element).outlineStyle };
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden], [type=radio]), select, textarea, summary");
  const stops = [...all].filter((stop) => stop === element || (stop.checkVisibility() && !stop.disabled && stop.tabIndex >= 0));
  const here = stops.indexOf(document.activeElement);
  // From a choice of radio buttons, or whatever else is not counted here, one step at a time.
  if (here < 0 && document.activeElement !== document.body) return { away: 1 };
  return { away: Math.max(1, stops.indexOf(element) - here - 2) };
}

/** Goes to an element and presses a key there. */
export async function press(page, locator, key = "Enter") {
  await tabTo(page, locator);
  await page.keyboard.press(key);
}

/** Goes to a field and types into it. */
export async function type(page, locator, text) {
  await tabTo(page, locator);
  await page.keyboard.type(text);
}

/** Presses Enter on a button that sends a form, and waits for the page that it leads to, by a redirection or not. */
export async function submit(page, button) {
  const arrived = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  await press(page, button);
  await arrived;
  await page.waitForLoadState();
}
