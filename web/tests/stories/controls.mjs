// The bar and the table of contents.
import assert from "node:assert/strict";

import { scripted } from "../support/packages.mjs";

const FREE = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>';
const THREE = [{ id: "first" }, { id: "second" }, { id: "third" }];

function three() {
  return scripted({ edition: "2004 4th Edition", items: THREE, sequencing: FREE });
}

/** SCORM 1.2: `second` wants `first` done, `test` wants both. */
function chained() {
  const wants = (expression) => `<adlcp:prerequisites type="aicc_script">${expression}</adlcp:prerequisites>`;
  const items = [{ id: "first" }, { id: "second", inside: wants("first") }, { id: "test", inside: wants("first &amp; second") }];
  return scripted({ edition: "1.2", items });
}

export default [
  [
    "next, previous and the table of contents lead through a course",
    async (story) => {
      const regid = await story.registration("three-2004", three);
      const player = await story.play(regid);
      await player.sco("first");
      assert.equal(await player.nav("previous").isDisabled(), true);
      await player.go("continue");
      await player.sco("second");
      await player.go("previous");
      await player.sco("first");
      await player.activity("third").click();
      await player.sco("third");
      await story.picture(player.page, "three-parts");
      await player.saves();
      const report = await story.cloud.report(regid, "activity");
      const attempts = Object.fromEntries(report.all("activity").map((activity) => [activity.attributes.id, activity.text("attempts")]));
      assert.deepEqual([attempts.first, attempts.second, attempts.third], ["2", "1", "1"]);
    },
  ],
  [
    "a course can be played with the keyboard alone",
    async (story) => {
      const regid = await story.registration("three-2004", three);
      const player = await story.play(regid, { redirecturl: story.lms.back });
      await player.sco("first");
      await tabTo(player.page, '[data-nav="continue"]');
      await player.page.keyboard.press("Enter");
      await player.sco("second");
      await tabTo(player.page, '[data-activity="third"]');
      await player.page.keyboard.press("Enter");
      await player.sco("third");
      await tabTo(player.page, '[data-nav="suspendAll"]');
      await player.page.keyboard.press("Enter");
      await player.page.waitForURL(story.lms.back);
    },
  ],
  [
    "prerequisites of SCORM 1.2 decide what may be opened",
    async (story) => {
      const regid = await story.registration("chained-12", chained);
      const player = await story.play(regid);
      const first = await player.sco("first");
      await assertClosed(player, "second");
      await assertClosed(player, "test");
      await first.does(["initialize"], ["set", "cmi.core.lesson_status", "completed"], ["terminate"]);
      const second = await player.sco("second");
      await assertClosed(player, "test");
      await second.does(["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["commit"]);
      await player.root.locator('[data-activity="test"]:enabled').click();
      await player.sco("test");
    },
  ],
  [
    "what the manifest hides is not there",
    async (story) => {
      const hidden = ["previous", "continue", "exit", "exitAll", "suspendAll", "abandon", "abandonAll"];
      const inside = `<adlnav:presentation><adlnav:navigationInterface>${hidden
        .map((name) => `<adlnav:hideLMSUI>${name}</adlnav:hideLMSUI>`)
        .join("")}</adlnav:navigationInterface></adlnav:presentation>`;
      const items = [{ id: "bare", inside }, { id: "plain" }];
      const regid = await story.registration("hidden-2004", () => scripted({ edition: "2004 4th Edition", items, sequencing: FREE }));
      const player = await story.play(regid);
      const sco = await player.sco("bare");
      for (const name of hidden) assert.equal(await player.root.locator(`[data-nav="${name}"]:visible`).count(), 0, name);
      await sco.does(["initialize"], ["set", "adl.nav.request", "continue"], ["terminate"]);
      await player.sco("plain");
      await player.root.locator('[data-nav="previous"]:visible').waitFor();
    },
  ],
  [
    "without flow the learner chooses first",
    async (story) => {
      const sequencing = '<imsss:sequencing><imsss:controlMode choice="true" flow="false"/></imsss:sequencing>';
      const regid = await story.registration("choice-2004", () => scripted({ edition: "2004 4th Edition", items: THREE, sequencing }));
      const player = await story.launch(regid);
      await player.becomes("choosing");
      await story.picture(player.page, "choosing");
      await player.activity("second").click();
      await player.becomes("playing");
      await player.sco("second");
    },
  ],
];

/** Presses Tab until the element has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`${selector} is not reached by Tab`);
}

/** An entry of the table of contents that cannot be used. */
async function assertClosed(player, id) {
  await player.root.locator(`[data-activity="${id}"]:is(:disabled, [hidden], [aria-disabled="true"])`).waitFor({ state: "attached" });
}
