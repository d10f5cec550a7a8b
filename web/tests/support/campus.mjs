// `campus` as a process of its own beside a server, and the people who use it in their browsers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePorts } from "./ports.mjs";
import { repository } from "./repository.mjs";

const BINARY = process.env.CAMPUS_BIN ?? join(repository, "target/debug/campus");
/** The password of everybody but the first administrator. */
const PASSWORD = "correct horse battery";

/** An LMS on a site of its own: neither the API's nor the content's. */
export class Campus {
  /** What it has written, for failures. */
  log = "";

  /** Starts it on an empty folder. `way` is how packages travel; `cloudUrl` another way to the cloud than the straight one. */
  static async start(server, { way = "browser", cloudUrl = server.url, env = {} } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "campus-stories-"));
    const [port] = await freePorts(1);
    const campus = new Campus(folder, port, {
      CAMPUS_CLOUD_URL: cloudUrl,
      CAMPUS_CLOUD_BROWSER_URL: server.url,
      CAMPUS_CLOUD_APP: server.cloud.app,
      CAMPUS_CLOUD_SECRET_FILE: join(server.folder, "secret"),
      CAMPUS_UPLOAD_WAY: way,
      ...env,
    });
    await campus.resume();
    campus.administrator = { login: "admin", password: / with (\S+) and /.exec(campus.log)[1] };
    return campus;
  }

  constructor(folder, port, env) {
    this.folder = folder;
    this.url = `http://campus.localhost:${port}`;
    this.env = {
      ...process.env,
      CAMPUS_DATA_DIR: folder,
      CAMPUS_LISTEN: `127.0.0.1:${port}`,
      CAMPUS_PUBLIC_URL: this.url,
      // Only browsers know every name below `localhost`.
      CAMPUS_POSTBACK_URL: `http://127.0.0.1:${port}`,
      ...env,
    };
  }

  /** Starts the process on what is there. */
  async resume() {
    this.process = spawn(BINARY, [], { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = once(this.process, "exit");
    this.process.stderr.on("data", (bytes) => (this.log += bytes));
    const ready = new Promise((done) => {
      this.process.stdout.on("data", (bytes) => {
        this.log += bytes;
        const isFirst = !this.administrator;
        if (isFirst ? /^Sign in as .*\n/m.test(this.log) : /^Campus is at .*\n/m.test(String(bytes))) done(true);
      });
    });
    if (!(await Promise.race([ready, this.ended.then(() => false)]))) throw new Error(`campus ended: ${this.log}`);
  }

  /** Ends it as a power cut would. */
  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it for good and removes its records. */
  async stop() {
    this.process.kill("SIGKILL");
    await this.ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Somebody with a browser in which they are signed in. */
export class Person {
  constructor(campus, context, page) {
    this.campus = campus;
    this.context = context;
    this.page = page;
  }

  /** Opens the first page of Campus in a new context and signs in there. */
  static async signIn(campus, context, { login, password = PASSWORD }) {
    const page = await context.newPage();
    await page.goto(campus.url);
    await page.getByLabel("Name").fill(login);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    return new Person(campus, context, page);
  }

  /** Follows a link of the navigation: My courses, Courses, People, Log. */
  async goTo(name) {
    await this.page.getByRole("navigation").first().getByRole("link", { name, exact: true }).click();
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  /** An administrator adds somebody, whose sign-in is the answer. */
  async adds(login, firstName, lastName, role) {
    await this.goTo("People");
    const form = this.page.locator('form[action="/people"]');
    await form.getByLabel("Sign-in name").fill(login);
    await form.getByLabel("First name").fill(firstName);
    await form.getByLabel("Last name").fill(lastName);
    await form.getByLabel("Role").selectOption(role);
    await form.getByLabel("Password").fill(PASSWORD);
    await form.getByRole("button", { name: "Add" }).click();
    await this.page.getByText(`${firstName} ${lastName}`).first().waitFor();
    return { login };
  }

  /** Submits a package on the page that is open: a new course, or the next version of one. */
  async submits(name, bytes) {
    await this.page.getByLabel("Package").setInputFiles({ name, mimeType: "application/zip", buffer: bytes });
    await this.page.locator("form[data-upload] button").click();
    await this.page.waitForURL(/\/imports\/\d+$/);
  }

  /** Brings a new course and waits until it is there; afterwards its page is open. */
  async brings(name, bytes) {
    await this.goTo("Courses");
    await this.submits(name, bytes);
    await this.comesToTheCourse();
  }

  /** From the page of a package under way to the course that it becomes. */
  async comesToTheCourse() {
    await this.page.getByText("The course is ready.").waitFor();
    await this.page.getByRole("link", { name: "To the course" }).click();
    await this.page.waitForURL(/\/courses\/\d+$/);
  }

  /** Assigns the course whose page is open. */
  async assigns(...logins) {
    for (const login of logins) await this.page.getByRole("checkbox", { name: `(${login})` }).check();
    await this.page.getByRole("button", { name: "Assign" }).click();
    await this.page.waitForURL(/\/courses\/\d+$/);
  }
}
