// Ports that nobody listens on and that nobody is given by chance, so that one that is free now is still free when a program
// that was told of it starts, or starts again.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what systems choose from for those who do not care (Linux: 32768 and up), above those that browsers refuse (10080). */
const [FIRST, BEHIND] = [11_000, 32_000];
/** Another run beside this one begins elsewhere. */
let next = randomInt(FIRST, BEHIND);

/** `count` free ports of the loopback address, none of which this process was given before. */
export async function freePorts(count) {
  const ports = [];
  while (ports.length < count) {
    const port = next;
    next = next + 1 < BEHIND ? next + 1 : FIRST;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port) {
  return new Promise((done) => {
    const server = createServer().on("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
