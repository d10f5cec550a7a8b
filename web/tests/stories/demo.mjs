// What a newcomer sees of `lyceum demo`.
import assert from "node:assert/strict";

import { Demo } from "../support/demo.mjs";
import { assertAccessible, assertFits } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";
import { answerWelcome } from "../support/welcome.mjs";

/** Opens the address that the demo prints and becomes somebody with a click. */
async function become(story, demo, name) {
  const page = await (await story.newContext()).newPage();
  await page.goto(demo.signIn);
  await page.getByRole("button", { name: `Sign in as ${name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return page;
}

/** A value of a learner's line in the results. */
function value(page, login, name) {
  return page.locator(`[data-learner="${login}"] [data-value="${name}"]`);
}

export default [
  [
    "a newcomer takes a course in the demo and comes back; an administrator sees it happen, overrides it and takes that back",
    async (story) => {
      const demo = await Demo.start();
      await story.useOwnServer(demo);
      const ada = await become(story, demo, "Ada Lovelace");
      await story.picture(ada, "demo-my-courses");
      await ada.getByRole("link", { name: "Start: Lyceum sample course" }).click();
      const player = new Player(ada);
      await player.becomes("playing");

      // The administrator's page is open all the while and is not loaded again.
      const admin = await become(story, demo, "Administrator");
      await story.picture(admin, "demo-courses");
      await admin.getByRole("link", { name: "Results: Lyceum sample course" }).click();
      await value(admin, "ada", "completion").waitFor();
      await answerWelcome(player, ["b", "a", "c", "a"]);
      await value(admin, "ada", "score").getByText("75 %").waitFor();
      await value(admin, "ada", "success").getByText("passed").waitFor();

      await player.content.locator("#next").click();
      await ada.getByText("You are back from").waitFor();
      await story.picture(ada, "demo-back");
      assert.equal(await ada.locator('[data-value="success"]').first().innerText(), "passed");
      await ada.getByRole("link", { name: "My courses" }).last().click();

      await admin.getByRole("link", { name: "Ada Lovelace" }).click();
      await admin.getByLabel("Success").selectOption("failed");
      await admin.getByLabel("Reason").fill("To see what happens");
      await admin.getByRole("button", { name: "Override", exact: true }).click();
      await ada.locator('[data-value="success"]').getByText("failed").waitFor();
      await admin.getByRole("button", { name: "Take the override back" }).click();
      await ada.locator('[data-value="success"]').getByText("passed").waitFor();

      // A package of one's own, straight from the browser to the cloud.
      await admin.getByRole("link", { name: "Courses", exact: true }).first().click();
      const buffer = await scripted();
      await admin.getByLabel("Package").setInputFiles({ name: "own.zip", mimeType: "application/zip", buffer });
      await admin.getByRole("button", { name: "Bring the course" }).click();
      await admin.getByText("The course is ready.").waitFor();

      assert.deepEqual(await demo.interrupt(), [], "nothing stays");
      story.expectErrors(/ERR_CONNECTION|ERR_EMPTY_RESPONSE/);
    },
  ],
  [
    "the door of the demo is open to everybody, and the password that it prints is everybody's",
    async (story) => {
      const demo = await Demo.start();
      await story.useOwnServer(demo);
      for (const login of ["grace", "admin"]) {
        const page = await (await story.newContext()).newPage();
        await page.goto(demo.signIn);
        await page.getByRole("button", { name: "Sign in as Administrator" }).waitFor();
        await page.setViewportSize({ width: 360, height: 740 });
        await assertFits(page, "the door of the demo");
        await assertAccessible(page, "the door of the demo");
        await page.getByLabel("Name").fill(login);
        await page.getByLabel("Password").fill(demo.password);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.getByRole("button", { name: "Sign out" }).waitFor();
      }
    },
  ],
];
