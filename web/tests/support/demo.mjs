// `lyceum demo` as a newcomer starts it, on free ports.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePorts } from "./ports.mjs";
import { repository } from "./repository.mjs";

const BINARY = process.env.LYCEUM_BIN ?? join(repository, "target/debug/lyceum");

/** A cloud and Campus, with people and courses. */
export class Demo {
  /** What it has written. */
  log = "";

  static async start() {
    const demo = new Demo();
    // Temporary folders go here, so that it shows when one is left.
    demo.folder = await mkdtemp(join(tmpdir(), "demo-stories-"));
    const flags = ["--listen", "--content-listen", "--campus-listen"];
    const ports = await freePorts(flags.length);
    const args = flags.flatMap((flag, n) => [flag, `127.0.0.1:${ports[n]}`]);
    const env = { ...process.env, TMPDIR: demo.folder, LYCEUM_DISK_RESERVE: "0" };
    demo.process = spawn(BINARY, ["demo", ...args], { env, cwd: demo.folder, stdio: ["ignore", "pipe", "pipe"] });
    demo.ended = once(demo.process, "exit");
    demo.process.stderr.on("data", (bytes) => (demo.log += bytes));
    const ready = new Promise((done) => {
      demo.process.stdout.on("data", (bytes) => {
        demo.log += bytes;
        if (/^Ctrl\+C .*\n/m.test(demo.log)) done(true);
      });
    });
    if (!(await Promise.race([ready, demo.ended.then(() => false)]))) throw new Error(`demo ended: ${demo.log}`);
    return demo;
  }

  /** Where to sign in, as its first line says. */
  get signIn() {
    return /Sign in at (\S+)/.exec(this.log)[1];
  }

  /** Everybody's password, as its second line says. */
  get password() {
    return /password is (\S+)/.exec(this.log)[1];
  }

  /** Ends it as Ctrl+C does; what it leaves behind. */
  async interrupt() {
    this.process.kill("SIGINT");
    await this.ended;
    return readdir(this.folder);
  }

  /** Ends it for good. */
  async stop() {
    this.process.kill("SIGKILL");
    await this.ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
