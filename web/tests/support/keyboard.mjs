// Somebody without a mouse.
import assert from "node:assert/strict";

/** More stops than any page has. */
const STOPS = 150;

/** Presses Tab until an element has the focus, and makes sure that this can be seen. */
export async function tabTo(page, locator) {
  for (let stop = 0; stop < STOPS; stop++) {
    if (await locator.evaluate((element) => element === document.activeElement)) {
      const outline = await locator.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.notEqual(outline, "none", "the focus is seen");
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${locator}`);
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
