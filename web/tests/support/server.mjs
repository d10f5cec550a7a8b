// `lyceum serve` as a process of its own, which can be killed and started again on its data and ports.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { Cloud } from "./cloud.mjs";
import { freePorts } from "./ports.mjs";
import { repository } from "./repository.mjs";
import { until } from "./until.mjs";

const run = promisify(execFile);
const BINARY = process.env.LYCEUM_BIN ?? join(repository, "target/debug/lyceum");
const APP = "STORIES";

/** A server with one application. */
export class Server {
  /** What it has written, for failures. */
  log = "";

  /** Starts a server on an empty folder; `env` holds further `LYCEUM_…` keys. Without `app` it has no application. */
  static async start(env = {}, { app = true } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "lyceum-stories-"));
    const server = new Server(folder, await freePorts(3), env);
    if (app) await server.#createApp();
    await server.resume();
    return server;
  }

  constructor(folder, [apiPort, contentPort, metricsPort], env) {
    this.folder = folder;
    this.url = `http://localhost:${apiPort}`;
    this.contentUrl = `http://127.0.0.1:${contentPort}`;
    this.metricsUrl = `http://127.0.0.1:${metricsPort}`;
    this.env = {
      ...process.env,
      LYCEUM_DATA_DIR: join(folder, "data"),
      LYCEUM_INSTALLATION_KEY_FILE: join(folder, "installation.key"),
      LYCEUM_LISTEN: `127.0.0.1:${apiPort}`,
      LYCEUM_CONTENT_LISTEN: `127.0.0.1:${contentPort}`,
      LYCEUM_METRICS_LISTEN: `127.0.0.1:${metricsPort}`,
      LYCEUM_ALLOW_PRIVATE_TARGETS: "true",
      // How full the disk of this machine is changes no story.
      LYCEUM_DISK_RESERVE: "0",
      ...env,
    };
    this.secret = randomBytes(16).toString("hex");
    this.cloud = new Cloud({ url: this.url, app: APP, secret: this.secret });
  }

  async #createApp() {
    const file = join(this.folder, "secret");
    await writeFile(file, this.secret);
    const flags = ["--id", APP, "--secret-file", file, "--data-dir", this.env.LYCEUM_DATA_DIR];
    await run(BINARY, ["apps", "create", ...flags], { env: this.env });
  }

  /** Starts the process on what is there. */
  async resume() {
    const flags = ["serve", "--data-dir", this.env.LYCEUM_DATA_DIR];
    this.process = spawn(BINARY, flags, { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = once(this.process, "exit");
    this.process.stderr.on("data", (bytes) => (this.log += bytes));
    const ready = new Promise((done) => {
      let printed = "";
      this.process.stdout.on("data", (bytes) => {
        printed += bytes;
        this.log += bytes;
        if (/^API .*\n[^]*^Content .*\n/m.test(printed)) done(true);
      });
    });
    if (!(await Promise.race([ready, this.ended.then(() => false)]))) throw new Error(`serve ended: ${this.log}`);
  }

  /** What it counts of itself, as text. */
  async metrics() {
    return (await fetch(`${this.metricsUrl}/metrics`)).text();
  }

  /** Waits until no postback is due or under way: that one came to its receiver is not yet that the server knows. */
  async postsNothing() {
    await until("all postbacks are settled", async () => !/^lyceum_outbox\{.*\} [1-9]/m.test(await this.metrics()));
  }

  /** Ends it as a power cut would. */
  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it for good and removes its data. */
  async stop() {
    this.process.kill("SIGTERM");
    await this.ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
