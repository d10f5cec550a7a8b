// Whether everybody can use a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails when axe finds anything of these impacts; without them, anything at all. */
export async function assertAccessible(page, name, impacts = undefined) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  const bad = violations.filter(({ impact }) => !impacts || impacts.includes(impact));
  assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), [], `axe on ${name}`);
}

/** Fails when the page is wider than its window. */
export async function assertFits(page, name) {
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: window.innerWidth }));
  assert.ok(wide <= screen, `${name} is ${wide} px wide on a screen of ${screen}`);
}

const SIZES = { desktop: { width: 1280, height: 800 }, tablet: { width: 768, height: 1024 }, phone: { width: 360, height: 780 } };

/**
 * Stories of looking, one for each size of window. `tell` gets the story and `look(page, name, options)`, which looks at
 * what is there in both themes: a picture, nothing wider than the window, nothing that axe finds.
 */
export function looks(title, tell, options = {}) {
  return Object.entries(SIZES).map(([size, viewport]) => [
    `${title} on a ${size}, light and dark: pictures, nothing wider than the screen, clean for axe`,
    (story) => tell(story, (page, name, picture) => look(story, page, name, size, picture)),
    { viewport, ...options },
  ]);
}

async function look(story, page, name, size, picture) {
  await assertFits(page, name);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await story.picture(page, `${name}-${size}-${colorScheme}`, picture);
    await assertAccessible(page, `${name}, ${colorScheme}`);
  }
}
