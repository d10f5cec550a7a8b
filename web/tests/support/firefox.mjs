// Firefox by WebDriver BiDi, for the one story that every engine must tell.
import puppeteer from "puppeteer-core";

/** Starts it; a start may be tried again. */
export async function startFirefox() {
  const start = () =>
    puppeteer.launch({
      browser: "firefox",
      executablePath: process.env.LYCEUM_FIREFOX ?? "/usr/bin/firefox-esr",
      headless: true,
      timeout: 60_000,
    });
  return new Firefox(await start().catch(start));
}

class Firefox {
  constructor(browser) {
    this.browser = browser;
  }

  /** Opens an address in a new tab. */
  async open(url) {
    this.page = await this.browser.newPage();
    await this.page.goto(url, { waitUntil: "load" });
  }

  /** Runs a function body in the frame `content`, or in the page where `frame` is "top". */
  async run(body, args, frame = "content") {
    const inside = frame === "top" ? this.page : await this.#content();
    return inside ? inside.evaluate(new Function(body), ...args) : undefined;
  }

  async #content() {
    for (const frame of this.page.frames()) {
      const element = await frame.frameElement();
      if (element && (await element.evaluate((iframe) => iframe.name)) === "content") return frame;
    }
    return undefined;
  }

  /** Closes the tab as a learner does. */
  async closeTab() {
    await this.page.close({ runBeforeUnload: true });
  }

  async quit() {
    await this.browser.close();
  }
}
