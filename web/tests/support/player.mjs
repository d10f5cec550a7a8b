// The player as a learner sees it: by its stable hooks alone.
import assert from "node:assert/strict";

/** A player in a page, or in a frame of one. */
export class Player {
  constructor(page, root = page) {
    this.page = page;
    this.root = root;
    this.main = root.locator("#player");
    this.save = root.locator("[data-save]");
    this.content = root.frameLocator("iframe").frameLocator('iframe[name="content"]');
  }

  /** Waits for a state: loading, playing, choosing, ended, frozen or error. */
  async becomes(state, timeout = 20_000) {
    const reached = this.root.locator(`#player[data-state="${state}"]`);
    await reached.waitFor({ state: "attached", timeout }).catch(async () => {
      const is = await this.main.getAttribute("data-state", { timeout: 100 }).catch(() => "not there");
      throw new Error(`the player is not "${state}" within ${timeout / 1000} s, but "${is}", at ${this.page.url()}`);
    });
  }

  /** Waits until the save state is `saved`, `saving` or `offline`. */
  async saves(state = "saved") {
    await this.root.locator(`[data-save="${state}"]`).first().waitFor({ state: "attached", timeout: 20_000 });
  }

  /** Waits until the course is left and all of it saved. */
  async left() {
    await this.becomes("ended");
    await this.saves();
  }

  /** A navigation control. */
  nav(request) {
    return this.root.locator(`[data-nav="${request}"]`);
  }

  /** Uses a navigation control, in the menu if it is not on the bar. */
  async go(request) {
    const control = this.nav(request);
    await control.waitFor({ state: "attached" });
    if (!(await control.isVisible())) await this.root.locator("[data-nav-menu]").click();
    await control.click();
  }

  /** An entry of the table of contents. */
  activity(id) {
    return this.root.locator(`[data-activity="${id}"]`);
  }

  /** The scripted page, once it has found its API. With `item`, the page of that activity. */
  async sco(item = undefined) {
    const page = this.content.locator(item ? `html[data-sco][data-item="${item}"]` : "html[data-sco]");
    await page.waitFor({ state: "attached", timeout: 20_000 });
    return new Sco(page);
  }
}

/** A scripted page (see `content/sco.js` of the package helpers). */
class Sco {
  constructor(page) {
    this.page = page;
  }

  /** Which API it found: "1.2", "2004" or "none". */
  standard() {
    return this.page.getAttribute("data-sco");
  }

  /** Runs steps; the answers of all of them. */
  run(...steps) {
    return this.page.evaluate((_, list) => window.sco.run(list), steps);
  }

  /** Runs steps that must all be accepted. */
  async does(...steps) {
    // In one go: content that finishes is taken away a second later.
    const [answers, log] = await this.page.evaluate(async (_, list) => {
      const answers = await window.sco.run(list);
      return [answers, window.sco.log.slice(-list.length)];
    }, steps);
    const refused = log.filter((_, n) => answers[n] !== "true" && steps[n][0] !== "get");
    assert.deepEqual(refused, [], "every step is accepted");
    return answers;
  }

  /** The value of an element. */
  async get(element) {
    return (await this.run(["get", element]))[0];
  }

  /** What `fill` has set last. */
  filled() {
    return this.page.evaluate(() => window.sco.filled);
  }
}
