// Plays the official LMS test packages of SCORM 2004 4th Edition and prints a table of their verdicts.
//
//   node adl.mjs                   all of them; `cargo xtask test --only adl` does this
//   node adl.mjs CM-01 RU-14a      these alone
//   node adl.mjs --unattended      those that drive themselves, and ask at most about the page
//
// The packages lie in shared/content/adl beside the repository; LYCEUM_BIN names the server's binary,
// LYCEUM_ADL_SHOTS a folder for pictures of what went wrong.
import { readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { AdlRun } from "./support/adl_run.mjs";
import { sharedContent } from "./support/repository.mjs";
import { World } from "./support/world.mjs";

/** Pages wait more than they work. */
const AT_ONCE = Number(process.env.LYCEUM_STORIES_AT_ONCE ?? 2 * availableParallelism());
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unattended = process.argv.includes("--unattended");

const content = sharedContent();
if (!content) {
  console.log("skipped: there is no folder shared/content beside the repository");
  process.exit();
}
const index = (await readFile(join(content, "INDEX.md"), "utf8")).split("\n");
const chosen = (await readdir(join(content, "adl")))
  .filter((file) => file.endsWith(".zip"))
  .map((file) => file.replace(/^LMSTestPackage_(.*)\.zip$/, "$1"))
  .filter((name) => (named.length > 0 ? named.includes(name) : !unattended || says(name, "unattended")));

const world = await World.start();
const rows = [];
const waiting = [...chosen];
const worker = async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const row = await play(name);
    rows.push(row);
    console.log(line(row));
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
// Some steps are a race of the learner's hand with the second after which an exit action follows, and a busy machine is
// slow to click: what did not pass beside others is played again alone. A rule that is wrong is wrong twice.
for (const [at, { name, verdict }] of rows.entries()) {
  if (verdict === "passed") continue;
  rows[at] = await play(name);
  console.log(`again, alone: ${line(rows[at])}`);
}
await world.stop();

const passed = rows.filter(({ verdict }) => verdict === "passed");
const others = rows.filter((row) => !passed.includes(row));
console.log(`\n${passed.length} of ${rows.length} packages passed`);
if (others.length > 0) console.log(others.sort((a, b) => a.name.localeCompare(b.name)).map(line).join("\n"));
// As other runners of tests say it.
console.log(`# pass ${passed.length}`);
process.exitCode = others.length === 0 && passed.length > 0 ? 0 : 1;

async function play(name) {
  const row = await new AdlRun(world, join(content, "adl"), name).play();
  if (says(name, "UI inspected") && row.asked === 0) {
    row.verdict = "none";
    row.trouble.push("the package asks about the page, and this one did not");
  }
  return row;
}

/** Whether the index says this of a package. */
function says(name, word) {
  return index.some((row) => row.includes(`LMSTestPackage_${name}.zip`) && row.includes(word));
}

function line({ name, verdict, steps, asked, trouble }) {
  const page = asked > 0 ? `${asked} answers about the page` : "";
  const first = `${name.padEnd(8)} ${verdict.padEnd(8)} ${steps.padEnd(8)} ${page}`;
  return [first.trimEnd(), ...trouble.map((text) => `${" ".repeat(18)}${text}`)].join("\n");
}
