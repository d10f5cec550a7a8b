// The engine as browsers run it: what `crates/server/assets/engine.wasm` costs, with the reading of its answers.
//
// node page.mjs ENGINE STEPS COURSE…: each course is a folder with `definition`, `state` and `targets` (one identifier a
// line). Prints one JSON line per course: the microseconds of each run on the processor, by what was done.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { RawEngine } from "../../../web/player/test/raw_engine.mjs";

const [engine, steps, ...courses] = process.argv.slice(2);
const CALL = { initialize: 0, getValue: 2, setValue: 3, commit: 4 };
const SECOND = 1_000_000n;

const module = new WebAssembly.Module(readFileSync(engine));
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

class Page {
  #engine = new RawEngine(module);
  #now = SECOND;

  constructor(course) {
    const problem = this.#run("start", read(course, "definition"), read(course, "state"));
    if (problem !== "") throw new Error(problem);
    this.go("start");
    this.show();
  }

  call(number, first, second) {
    return this.#run("call", number, encoder.encode(first), encoder.encode(second), this.#later());
  }

  /** As the page does it: content goes first. */
  go(request) {
    this.#run("unloaded", this.#later());
    return JSON.parse(this.#run("navigate", encoder.encode(request), this.#later()));
  }

  show() {
    return [JSON.parse(this.#run("view")), JSON.parse(this.#run("table_of_contents"))];
  }

  save() {
    return this.#run("batch", 1 << 20);
  }

  acknowledged() {
    const { last } = JSON.parse(this.#run("pending"));
    this.#run("acknowledge", BigInt(last), 0n);
  }

  #later() {
    this.#now += SECOND;
    return this.#now;
  }

  #run(operation, ...operands) {
    return decoder.decode(this.#engine.run(operation, ...operands));
  }
}

function read(course, name) {
  return new Uint8Array(readFileSync(join(course, name)));
}

/** Microseconds that the process has spent on the processor. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function measure(course, steps) {
  const names = ["continue", "choice", "status", "commit", "valid", "after_status", "after_step", "unchanged", "save"];
  const costs = Object.fromEntries(names.map((name) => [name, []]));
  const take = (name, thing) => {
    const before = cpu();
    const answer = thing();
    costs[name].push(cpu() - before);
    return answer;
  };
  const targets = readFileSync(join(course, "targets"), "utf8").trim().split("\n");
  let page = new Page(course);
  for (let step = 0; step < steps; step += 1) {
    if (page.call(CALL.initialize, "", "") !== "true") throw new Error("content cannot begin");
    page.call(CALL.setValue, "cmi.score.scaled", `0.${5 + (step % 5)}`);
    page.show();
    const set = take("status", () => page.call(CALL.setValue, "cmi.completion_status", "completed"));
    if (set !== "true") throw new Error("the status was refused");
    take("after_status", () => page.show());
    take("unchanged", () => page.show());
    take("valid", () => page.call(CALL.getValue, "adl.nav.request_valid.continue", ""));
    take("commit", () => page.call(CALL.commit, "", ""));
    take("save", () => page.save());
    const target = targets[(step * 7_919 + 13) % targets.length];
    const view =
      step % 2 === 0
        ? take("continue", () => page.go("continue"))
        : take("choice", () => page.go(`choice:${target}`));
    take("after_step", () => page.show());
    page.acknowledged();
    // The end of the course: from the beginning again.
    if (view.state !== "playing" || view.delivery === null || view.delivery.number < 2) page = new Page(course);
  }
  return costs;
}

for (const course of courses) {
  // Until the compiler behind the scenes has done its work.
  measure(course, Number(steps));
  console.log(JSON.stringify(measure(course, Number(steps))));
}
