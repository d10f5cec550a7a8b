// WebKitGTK by plain W3C WebDriver, on a screen that nobody sees.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";

import { freePorts } from "./ports.mjs";
import { until } from "./until.mjs";

const FRAME_KEY = "element-6066-11e4-a52e-4f735466cecf";

/** Starts screen, driver and browser; a start may be tried again. */
export async function startWebKit() {
  const start = () => WebKit.start();
  return start().catch(start);
}

class WebKit {
  static async start() {
    const webkit = new WebKit();
    try {
      await webkit.#startScreen();
      await webkit.#startDriver();
      const options = { binary: miniBrowser(), args: ["--automation", "--ignore-tls-errors"] };
      const wanted = { alwaysMatch: { "webkitgtk:browserOptions": options } };
      const { sessionId } = await webkit.#ask("POST", "/session", { capabilities: wanted });
      webkit.session = `/session/${sessionId}`;
      return webkit;
    } catch (error) {
      await webkit.quit();
      throw error;
    }
  }

  async #startScreen() {
    this.screen = spawn(process.env.LYCEUM_XVFB ?? "Xvfb", ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const [number] = await once(this.screen.stdio[3], "data");
    this.display = `:${String(number).trim()}`;
  }

  async #startDriver() {
    const [port] = await freePorts(1);
    this.url = `http://127.0.0.1:${port}`;
    const env = { ...process.env, DISPLAY: this.display, GDK_BACKEND: "x11", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
    this.driver = spawn(process.env.LYCEUM_WEBKIT_DRIVER ?? "WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], { env, stdio: "ignore" });
    await until("WebKitWebDriver listens", () => fetch(`${this.url}/status`).then((answer) => answer.ok, () => false));
  }

  async #ask(method, path, body = method === "POST" ? {} : undefined) {
    const answer = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error} ${value.message}`);
    return value;
  }

  /** Opens an address in the one window. */
  async open(url) {
    await this.#ask("POST", `${this.session}/url`, { url });
  }

  /** Runs a function body in the frame `content`, or in the page where `frame` is "top". */
  async run(body, args, frame = "content") {
    await this.#ask("POST", `${this.session}/frame`, { id: null });
    const inside = frame === "top" || ((await this.#into("iframe")) && (await this.#into('iframe[name="content"]')));
    return inside ? this.#ask("POST", `${this.session}/execute/sync`, { script: body, args }) : undefined;
  }

  async #into(selector) {
    const found = await this.#ask("POST", `${this.session}/elements`, { using: "css selector", value: selector });
    if (found.length === 0) return false;
    await this.#ask("POST", `${this.session}/frame`, { id: { [FRAME_KEY]: found[0][FRAME_KEY] } });
    return true;
  }

  /** Closes the tab as a learner does, whose browser goes on with another one. */
  async closeTab() {
    const { handle } = await this.#ask("POST", `${this.session}/window/new`, { type: "tab" });
    await this.#ask("DELETE", `${this.session}/window`);
    await this.#ask("POST", `${this.session}/window`, { handle });
  }

  async quit() {
    if (this.session) await this.#ask("DELETE", this.session).catch(() => {});
    this.driver?.kill();
    this.screen?.kill();
  }
}

function miniBrowser() {
  const folder = "/usr/lib/x86_64-linux-gnu";
  const version = readdirSync(folder).find((name) => name.startsWith("webkit2gtk-4"));
  return process.env.LYCEUM_MINIBROWSER ?? `${folder}/${version}/MiniBrowser`;
}
