// What all stories share: one server, one receiver, one LMS, and the browsers. Started once, stopped at the end.
import { startChromium, startHeadlessShell } from "./chromium.mjs";
import { Lms } from "./lms.mjs";
import { Receiver } from "./receiver.mjs";
import { Server } from "./server.mjs";

/** Everything that runs. */
export class World {
  #ids = 0;
  #courses = new Map();
  #whole;

  static async start() {
    const world = new World();
    [world.shell, world.server, world.receiver, world.lms] = await Promise.all([
      startHeadlessShell(),
      Server.start(),
      Receiver.start(),
      Lms.start(),
    ]);
    world.cloud = world.server.cloud;
    return world;
  }

  /** Chromium; the whole of it is started when somebody needs its windows. */
  chromium({ withWindows = false } = {}) {
    if (!withWindows) return this.shell;
    this.#whole ??= startChromium();
    return this.#whole;
  }

  async stop() {
    await Promise.all([this.shell.close(), this.#whole?.then((browser) => browser.close())]);
    await Promise.all([this.server.stop(), this.receiver.stop(), this.lms.stop()]);
  }

  /** A name that nobody had before. */
  id(kind) {
    this.#ids += 1;
    return `${kind}-${this.#ids}`;
  }

  /** The id of a course of the shared server; `key` names the package, which is imported once. */
  course(key, build) {
    if (!this.#courses.has(key)) {
      const id = this.id("course");
      const imported = (async () => {
        await this.cloud.importCourse(id, await build());
        return id;
      })();
      this.#courses.set(key, imported);
    }
    return this.#courses.get(key);
  }
}
