// An LMS's receiver of postbacks: records everything, and misbehaves where it is told to.
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

import { courseResults } from "./cloud.mjs";
import { parse } from "./xml.mjs";

/** One listener with any number of inboxes. */
export class Receiver {
  #inboxes = new Map();

  static async start() {
    const receiver = new Receiver();
    receiver.server = createServer((request, response) => receiver.#receive(request, response));
    receiver.server.listen(0, "127.0.0.1");
    await once(receiver.server, "listening");
    return receiver;
  }

  /**
   * An address of its own. `answers` are the first ones, each a status, "drop" (the line is cut) or "hang"
   * (no answer at all); after them everything is answered 200.
   */
  inbox(name, answers = []) {
    const inbox = new Inbox(`http://127.0.0.1:${this.server.address().port}/${name}?from=lyceum`, [...answers]);
    this.#inboxes.set(`/${name}?from=lyceum`, inbox);
    return inbox;
  }

  async #receive(request, response) {
    const inbox = this.#inboxes.get(request.url);
    let body = "";
    for await (const part of request) body += part;
    if (!inbox) return response.writeHead(404).end();
    const answer = inbox.take({ method: request.method, headers: request.headers, body });
    if (answer === "drop") request.socket.destroy();
    else if (answer !== "hang") response.writeHead(answer, { "Content-Type": "text/plain" }).end("noted");
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

class Inbox extends EventEmitter {
  /** Every request so far, the oldest first. */
  received = [];

  constructor(url, answers) {
    super();
    this.url = url;
    this.answers = answers;
  }

  take(request) {
    const posted = new Posted(request);
    this.received.push(posted);
    this.emit("posted", posted);
    return this.answers.shift() ?? 200;
  }

  /** The first postback, past or to come, for which `test` is true. */
  async first(what, test = () => true, within = 20_000) {
    const signal = AbortSignal.timeout(within);
    for (let seen = 0; ; seen++) {
      while (seen >= this.received.length) {
        await once(this, "posted", { signal }).catch(() => {
          const bodies = this.received.map((posted) => posted.body.slice(0, 400));
          throw new Error(`no postback ${what} within ${within / 1000} s; there were ${JSON.stringify(bodies)}`);
        });
      }
      if (test(this.received[seen])) return this.received[seen];
    }
  }

  /** The first postback whose course report has all of `expected`. */
  results(expected, within) {
    const same = ({ results }) => Object.entries(expected).every(([name, value]) => results[name] === value);
    return this.first(JSON.stringify(expected), same, within);
  }
}

/** One postback in either style. */
class Posted {
  constructor({ method, headers, body }) {
    this.method = method;
    this.headers = headers;
    this.body = body;
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    this.form = isForm ? Object.fromEntries(new URLSearchParams(body)) : undefined;
  }

  /** The report as text. */
  get xml() {
    return this.form ? this.form.data : this.body;
  }

  /** The report's root element. */
  get report() {
    return parse(this.xml);
  }

  /** The four values of a course report. */
  get results() {
    return courseResults(this.report);
  }
}
