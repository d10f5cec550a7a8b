// Stories that `crates/player-wasm/examples/stories.rs` wrote, told to the engine that browsers load: each answer must
// be the native one, byte by byte; so digests, views and batches are the same in both homes.
//
// node same_as_native.mjs ENGINE STORIES
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { RawEngine } from "./raw_engine.mjs";

const [engine = "", stories = ""] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(engine));

const operandOf = ({ bytes, number, long }) =>
  bytes !== undefined ? new Uint8Array(Buffer.from(bytes, "base64")) : (number ?? BigInt(long));

/** What differs first; `null` where nothing does. */
function difference(story) {
  const page = new RawEngine(module);
  for (const [place, [operation, operands, expected]] of story.entries()) {
    const native = Buffer.from(expected, "base64");
    const answer = Buffer.from(page.run(operation, ...operands.map(operandOf)));
    if (!answer.equals(native)) {
      return `step ${place}, ${operation} ${JSON.stringify(operands)}:\n  native ${native}\n  wasm   ${answer}`;
    }
  }
  return null;
}

let told = 0;
let steps = 0;
for await (const line of createInterface({ input: createReadStream(stories) })) {
  const story = JSON.parse(line);
  const found = difference(story);
  if (found !== null) {
    console.error(`story ${told}, ${found}`);
    process.exit(1);
  }
  told += 1;
  steps += story.length;
}
if (told === 0) {
  console.error("there are no stories");
  process.exit(1);
}
console.log(`${steps} answers are the same natively and in WebAssembly`);
console.log(`# pass ${told}`);
