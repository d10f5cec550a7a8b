// A learner is erased in the console, by an administrator who types the learner's id.
import assert from "node:assert/strict";

import { looks } from "../support/looks.mjs";
import { Server } from "../support/server.mjs";

const PASSWORD = "correct horse battery";
const LEARNER = "4711 <b>Ann</b> of-a-department-with-a-long-name";

/** The page of an administrator, and a learner who is known by a tag. */
async function begin(story) {
  const server = await Server.start();
  await story.useOwnServer(server);
  await server.cloud.call("tagging.addLearnerTag", { learnerid: LEARNER, tag: "a" });
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("link", { name: "Erase a learner" }).click();
  await page.getByRole("heading", { level: 1, name: "Erase a learner" }).waitFor();
  return page;
}

async function ask(page, learner) {
  await page.getByLabel("Id of the learner, as the LMS gave it").fill(learner);
  await page.getByRole("button", { name: "Look what is known" }).click();
}

export default [
  [
    "a learner is erased when the id is typed, and not before",
    async (story) => {
      story.expectErrors(/status of 422/);
      const page = await begin(story);
      await ask(page, "nobody");
      await page.getByRole("alert").getByText("Nothing is known of this learner").waitFor();
      await ask(page, LEARNER);
      await page.getByRole("row", { name: "Tags of the learner 1" }).waitFor();
      const confirm = page.getByLabel("Type the id of the learner");
      await confirm.fill("somebody else");
      await page.getByRole("button", { name: "Erase", exact: true }).click();
      await page.getByRole("alert").getByText("Nothing was erased").waitFor();
      await confirm.fill(LEARNER);
      await page.getByRole("button", { name: "Erase", exact: true }).click();
      await page.getByRole("status").getByText("The learner is erased").waitFor();
      await page.getByRole("link", { name: "Audit log" }).click();
      await page.getByRole("row", { name: /learner erased/ }).waitFor();
      assert.ok(!(await page.locator("main").textContent()).includes("4711"));
    },
    { javaScriptEnabled: false },
  ],
  ...looks("the erasure", async (story, look) => {
    const page = await begin(story);
    await ask(page, LEARNER);
    await page.getByRole("button", { name: "Erase", exact: true }).waitFor();
    await look(page, "console-erase");
  }),
];
