// A way to a server that can be shut: what comes meanwhile is cut off, as where a line is down.
import { once } from "node:events";
import { createServer, request } from "node:http";

/** Passes requests on while it is open. */
export class Gate {
  #isOpen = true;

  static async start(target) {
    const gate = new Gate();
    gate.server = createServer((incoming, answer) => gate.#pass(new URL(incoming.url, target), incoming, answer));
    gate.server.listen(0, "127.0.0.1");
    await once(gate.server, "listening");
    gate.url = `http://127.0.0.1:${gate.server.address().port}`;
    return gate;
  }

  #pass(url, incoming, answer) {
    if (!this.#isOpen) return incoming.socket.destroy();
    const { method, headers } = incoming;
    const onward = request(url, { method, headers: { ...headers, host: url.host } }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
  }

  shut() {
    this.#isOpen = false;
    this.server.closeAllConnections();
  }

  open() {
    this.#isOpen = true;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
