// What content sees of the player.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";

/** Looks where wrappers look: up the parents, at the top, and at whoever opened the window. */
function visibleApis() {
  const found = new Set();
  const look = (from, where) => {
    let seen = from;
    for (let steps = 0; seen && steps < 20; steps++) {
      for (const name of ["API", "API_1484_11"]) if (seen[name]) found.add(`${where}: ${name}`);
      if (seen.parent === seen) break;
      seen = seen.parent;
    }
  };
  look(window, "parents");
  look(window.top, "top");
  if (window.parent.opener) look(window.parent.opener, "opener");
  return [...found].sort();
}

export default [
  ...[
    ["1.2", "API"],
    ["2004 4th Edition", "API_1484_11"],
  ].map(([edition, name]) => [
    `a wrapper for both standards finds only the API of the package (${edition})`,
    async (story) => {
      const regid = await story.registration(`one-${edition}`, () => scripted({ edition }));
      const player = await story.play(regid);
      const sco = await player.sco();
      assert.deepEqual(await sco.page.evaluate(visibleApis), [`parents: ${name}`, `top: ${name}`]);
    },
  ]),
  [
    "arguments of any type are taken as text, and every answer is text",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const sco = await (await story.play(regid)).sco();
      const answers = await sco.page.evaluate(() => {
        const { api } = window.sco;
        const list = [
          api.LMSInitialize(),
          api.LMSSetValue("cmi.core.score.raw", 42),
          api.LMSGetValue("cmi.core.score.raw"),
          api.LMSSetValue("cmi.core.lesson_location", null),
          api.LMSGetValue("cmi.core.lesson_location"),
          api.LMSGetLastError(),
          api.LMSGetErrorString(201),
          api.LMSGetValue("cmi.core.nothing"),
          api.LMSGetLastError(),
          api.LMSFinish(undefined),
        ];
        return list.map((answer) => [typeof answer, answer]);
      });
      assert.deepEqual([...new Set(answers.map(([type]) => type))], ["string"]);
      const values = answers.map(([, value]) => value);
      assert.deepEqual(values.slice(0, 6), ["true", "true", "42", "true", "", "0"]);
      assert.notEqual(values[6], "");
      assert.deepEqual(values.slice(7), ["", "201", "true"]);
    },
  ],
  [
    "content cannot reach beyond the API frame, and finds out nothing by throwing",
    async (story) => {
      const regid = await story.registration("one-1.2", () => scripted());
      const sco = await (await story.play(regid)).sco();
      const seen = await sco.page.evaluate(() => ({
        ends: window.parent.parent === window.parent,
        opener: window.parent.opener,
      }));
      assert.deepEqual(seen, { ends: true, opener: null });
    },
  ],
];
