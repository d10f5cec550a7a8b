// Plays the official LMS test packages of SCORM 2004 4th Edition and prints a table of their verdicts.
//
//   node adl.mjs                   all that drive themselves, and those whose questions the hooks of the player answer
//   node adl.mjs --by-hand         also those that want a hand on the controls: ours
//   node adl.mjs CM-01 RU-14a      these alone
//
// The packages lie in shared/content/adl beside the repository; LYCEUM_BIN names the server's binary.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { AdlRun } from "./support/adl_run.mjs";
import { sharedContent } from "./support/repository.mjs";
import { World } from "./support/world.mjs";

const AT_ONCE = Number(process.env.LYCEUM_STORIES_AT_ONCE ?? 4);
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const byHand = process.argv.includes("--by-hand");

const content = sharedContent();
if (!content) throw new Error("there is no folder shared/content beside the repository");
const index = await readFile(join(content, "INDEX.md"), "utf8");
const chosen = (await readdir(join(content, "adl")))
  .map((file) => file.replace(/^LMSTestPackage_(.*)\.zip$/, "$1"))
  .filter((name) => (named.length > 0 ? named.includes(name) : byHand || isUnattended(name)));

const world = await World.start();
const rows = [];
const waiting = [...chosen];
const worker = async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const row = await new AdlRun(world, join(content, "adl"), name).play();
    rows.push(row);
    console.log(line(row));
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
await world.stop();

const passed = rows.filter(({ verdict }) => verdict === "passed").length;
console.log(`\n${passed} of ${rows.length} passed`);
process.exitCode = passed === rows.length ? 0 : 1;

function isUnattended(name) {
  return index.split("\n").some((row) => row.includes(`LMSTestPackage_${name}.zip`) && row.includes("unattended"));
}

function line({ name, verdict, steps, trouble }) {
  const first = `${name.padEnd(8)} ${verdict.padEnd(8)} ${steps.padEnd(7)}`;
  return [first + (trouble[0] ?? ""), ...trouble.slice(1).map((text) => " ".repeat(25) + text)].join("\n");
}
