// Campus as its people use it: from a package to a result and what is decided about it.
import assert from "node:assert/strict";

import { Backends } from "../support/backends.mjs";
import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";
import { Server } from "../support/server.mjs";

/** A change of completion, success or score is seen by an administrator within this time. */
const AT_ONCE = 2000;

/** The clock is read: that must not be shared with other stories. */
const ALONE = { alone: true };

export default [
  ["SQLite and files", async () => {}],
  [
    "PostgreSQL and S3",
    async (story) => {
      const backends = await Backends.start();
      story.servers.push(backends);
      await story.useOwnServer(await Server.start(backends.env));
    },
  ],
].map(([stores, prepare]) => [
  `s10_s11_s16_s20_s50_s61_s63_s65_s66 from a package to an overridden result, the cloud on ${stores}`,
  async (story) => {
    await prepare(story);
    const campus = await story.campus();
    const admin = await story.signIn(campus, campus.administrator);
    const author = await story.signIn(campus, await admin.adds("olga", "Olga", "Thor", "author"));
    const learner = await story.signIn(campus, await admin.adds("ann", "Ann", "Lee", "learner"));

    await author.brings("safety.zip", await scripted());
    await author.page.getByRole("heading", { level: 1, name: "Scripted course" }).waitFor();
    await author.assigns("ann");

    await admin.goTo("Courses");
    await admin.page.getByRole("link", { name: "Results: Scripted course" }).click();
    const results = admin.page.locator("tr[data-learner=ann]");
    await results.waitFor();

    // The learner's page fills by itself, too.
    await learner.page.getByRole("link", { name: "Start: Scripted course" }).click();
    const player = new Player(learner.page);
    const sco = await player.sco();
    await sco.does(["initialize"]);
    const report = async (seen, ...steps) => {
      const shown = appears(admin.page, seen);
      const begun = Date.now();
      await sco.run(...steps);
      const took = (await shown) - begun;
      assert.ok(took <= AT_ONCE, `${JSON.stringify(seen)} after ${took} ms`);
      return took;
    };
    const took = [
      await report(["incomplete", "not known", "–"], ["set", "cmi.core.lesson_status", "incomplete"]),
      await report(["incomplete", "not known", "40 %"], ["set", "cmi.core.score.raw", "40"]),
      await report(["complete", "passed", "40 %"], ["set", "cmi.core.lesson_status", "passed"]),
    ];

    // The last change, and at once the window is closed: no exit, no way back to Campus.
    const shown = appears(admin.page, ["complete", "passed", "95 %"]);
    const begun = Date.now();
    await sco.run(["set", "cmi.core.score.raw", "95"]);
    await story.closeTab(learner.page);
    took.push((await shown) - begun);
    console.log(`# seen after ${took.join(", ")} ms (${stores})`);
    assert.ok(took.at(-1) <= AT_ONCE, `the last change was seen after ${took.at(-1)} ms`);

    // An administrator decides otherwise; both values stay in sight, and it is taken back.
    await results.getByRole("link", { name: "Ann Lee" }).click();
    const { page } = admin;
    await page.getByRole("heading", { level: 1, name: "Ann Lee" }).waitFor();
    await page.getByLabel("Success").selectOption("failed");
    await page.getByLabel("Score (0 to 100)").fill("10");
    await page.getByLabel("Reason").fill("Copied from a neighbour");
    // An impatient administrator decides once.
    await page.getByRole("button", { name: "Override", exact: true }).dblclick();
    await page.getByText("Copied from a neighbour").waitFor();
    assert.equal(await page.getByText("Copied from a neighbour").count(), 1);
    assert.deepEqual(await values(page.locator("#effective > .result")), ["complete", "failed", "10 %"]);
    assert.deepEqual(await values(page.locator("#reported")), ["complete", "passed", "95 %"]);
    await page.getByRole("link", { name: "Results" }).click();
    await results.getByText("reported: passed").waitFor();
    assert.deepEqual(await values(results), ["complete", "failed", "10 %"]);

    await results.getByRole("link", { name: "Ann Lee" }).click();
    await page.getByRole("button", { name: "Take the override back" }).click();
    await page.getByText(/taken back by admin/).waitFor();
    assert.deepEqual(await values(page.locator("#effective > .result")), ["complete", "passed", "95 %"]);
    assert.equal(await page.locator("#reported").count(), 0);
  },
  ALONE,
]);

/** When the line of results shows these three values, by the page's own clock. */
async function appears(page, wanted) {
  const seen = await page.waitForFunction(
    (wanted) => {
      const cells = [...document.querySelectorAll("tr[data-learner=ann] [data-value]")].slice(0, 3);
      return cells.length === 3 && cells.every((cell, at) => cell.firstChild.data.trim() === wanted[at]) && Date.now();
    },
    wanted,
    { polling: 20, timeout: 20_000 },
  );
  return seen.jsonValue();
}

/** Completion, success and score as a page shows them. */
async function values(part) {
  const texts = ["completion", "success", "score"].map((name) =>
    part.locator(`[data-value=${name}]`).evaluate((cell) => cell.firstChild.data.trim()),
  );
  return Promise.all(texts);
}
