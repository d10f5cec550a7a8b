import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// The tests run in the folder of `web/package.json`.
const LANGUAGE_FILE = "../crates/ui/locales/en/player.ftl";
const SOURCES = ["player/src", "../crates/server/src/player"];
/** Ids put together from two halves. */
const FAMILIES = /^(status|save)-|^(frozen|gone)-text$/;

test("every text is used", () => {
  const ids = [...readFileSync(LANGUAGE_FILE, "utf8").matchAll(/^([a-z][\w-]*) =/gm)].map(
    (match) => match[1] ?? "",
  );
  const sources = SOURCES.flatMap((folder) =>
    readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, "utf8")),
  ).join("\n");
  // The engine names this one.
  const unused = ids.filter(
    (id) => !sources.includes(`"${id}"`) && !FAMILIES.test(id) && id !== "nothing-to-open",
  );
  assert.ok(ids.length > 50);
  assert.deepEqual(unused, []);
});

test("every text that is asked for exists", () => {
  const known = new Set(
    [...readFileSync(LANGUAGE_FILE, "utf8").matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1] ?? ""),
  );
  const asked = readdirSync("player/src").flatMap((name) =>
    [...readFileSync(`player/src/${name}`, "utf8").matchAll(/exts\.get\("([^"]+)"/g)].map(
      (match) => match[1] ?? "",
    ),
  );
  assert.ok(asked.length > 20);
  assert.deepEqual(
    asked.filter((id) => !known.has(id)),
    [],
  );
});
