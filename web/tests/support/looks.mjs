// Whether everybody can use a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Colors are all that differs between themes. */
const OF_COLORS = ["color-contrast", "link-in-text-block"];

/** Fails when axe finds anything, by these of its rules or by any. */
export async function assertAccessible(page, name, rules = undefined) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const options = { iframes: false, resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), options);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), [], `axe on ${name}`);
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
    (story) => tell(story, async (page, name, picture) => {
      await assertFits(page, name);
      await inBothThemes(page, async (theme, rules) => {
        await story.picture(page, `${name}-${size}-${theme}`, picture);
        await assertAccessible(page, `${name}, ${theme}`, rules);
      });
    }),
    { viewport, ...options },
  ]);
}

/** Looks at a page in each theme; `look` gets its name and the rules of axe that may be broken there, all if undefined. */
export async function inBothThemes(page, look) {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await look(theme, theme === "dark" ? OF_COLORS : undefined);
  }
}
