// A PostgreSQL database and an S3 bucket for one server, by a little program of ours: nothing needs to be installed
// but PostgreSQL itself, which `cargo xtask test` starts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { repository } from "./repository.mjs";

const BINARY = process.env.LYCEUM_BACKENDS_BIN ?? join(repository, "target/debug/examples/backends");

/** Both, until stopped. */
export class Backends {
  /** The keys by which a server uses them. */
  env = {};

  static async start() {
    const backends = new Backends();
    backends.process = spawn(BINARY, { stdio: ["pipe", "pipe", "inherit"] });
    backends.ended = once(backends.process, "exit");
    let printed = "";
    const ready = new Promise((done) => {
      backends.process.stdout.on("data", (bytes) => {
        printed += bytes;
        if (printed.endsWith("\n\n")) done(true);
      });
    });
    if (!(await Promise.race([ready, backends.ended.then(() => false)]))) throw new Error("no database and bucket");
    backends.env = Object.fromEntries(printed.trim().split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));
    return backends;
  }

  /** It ends with its standard input, and takes the bucket with it. */
  async stop() {
    this.process.stdin.end();
    await this.ended;
  }
}
