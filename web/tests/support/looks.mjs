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
