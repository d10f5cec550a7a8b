// What all stories share: one browser, one server, one receiver, one LMS. Started once, stopped at the end.
import { startChromium } from "./chromium.mjs";
import { Lms } from "./lms.mjs";
import { Receiver } from "./receiver.mjs";
import { Server } from "./server.mjs";

/** Everything that runs. */
export class World {
  #ids = 0;
  #courses = new Map();

  static async start() {
    const world = new World();
    [world.chromium, world.server, world.receiver, world.lms] = await Promise.all([
      startChromium(),
      Server.start(),
      Receiver.start(),
      Lms.start(),
    ]);
    world.cloud = world.server.cloud;
    return world;
  }

  async stop() {
    await this.chromium.close();
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
