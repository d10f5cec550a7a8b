// Sequencing in the browser's engine: published courses, told where their folder is at hand, and one that means harm.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { answerGolf } from "../support/golf.mjs";
import { scripted } from "../support/packages.mjs";
import { sharedPackage } from "../support/repository.mjs";

const REMEDIATION = "golf/SequencingSimpleRemediation_SCORM20043rdEdition.zip";
const POST_TEST = "golf/SequencingPostTestRollup4thEd_SCORM20044thEdition.zip";
const SINGLE = "golf/ContentPackagingSingleSCO_SCORM20042ndEdition.zip";
const PREREQUISITES = "import-edge/PrerequisitesTest_SCORM12.zip";
const CHAPTERS = ["playing_item", "etuqiette_item", "handicapping_item", "havingfun_item"];
const TESTS = ["test_1", "test_2", "test_3", "test_4"];

export default [
  published(REMEDIATION, "all right: satisfied at once; taken again, it begins anew and stays passed", async (story, path) => {
    const { regid, player } = await begin(story, path);
    await visit(player, CHAPTERS);
    await take(player, TESTS, []);
    await player.left();
    await story.cloud.resultsBecome(regid, { success: "passed" });
    const again = await story.play(regid);
    await at(again, CHAPTERS[0]);
    await again.go("exitAll");
    await again.left();
    assert.equal((await story.cloud.results(regid)).success, "passed");
  }),
  published(REMEDIATION, "some wrong: only those again", async (story, path) => {
    const { regid, player } = await begin(story, path);
    await visit(player, CHAPTERS);
    await take(player, TESTS, ["test_2", "test_4"]);
    await visit(player, ["etuqiette_item", "havingfun_item"]);
    await take(player, ["test_2", "test_4"], []);
    await player.left();
    await story.cloud.resultsBecome(regid, { success: "passed" });
  }),
  published(POST_TEST, "post test right: course satisfied", async (story, path) => {
    const { regid, player } = await begin(story, path);
    await visit(player, CHAPTERS);
    await at(player, "assessment_item");
    await answerGolf(player, true);
    await player.go("exitAll");
    await player.left();
    await story.cloud.resultsBecome(regid, { complete: "complete", success: "passed", score: "100" });
  }),
  published(POST_TEST, "chapters in their order, the test at any time by a jump of the content", async (story, path) => {
    const { regid, player } = await begin(story, path);
    await at(player, "playing_item");
    for (const later of CHAPTERS.slice(1)) assert.equal(await player.activity(later).isEnabled(), false, later);
    assert.equal(await player.activity("assessment_item").isVisible(), false);
    await player.content.locator("#butJump").click();
    await at(player, "assessment_item");
    await answerGolf(player, false);
    await player.go("exitAll");
    await player.left();
    await story.cloud.resultsBecome(regid, { success: "failed", score: "0" });
  }),
  published(SINGLE, "its page, which is all there is of it, is shown and left", async (story, path) => {
    const { player } = await begin(story, path);
    await player.content.getByRole("heading", { name: "Not implemented yet" }).waitFor();
    await player.go("exitAll");
    await player.left();
  }),
  published(PREREQUISITES, "what is wanted first is open, the rest is not", async (story, path) => {
    const { player } = await begin(story, path);
    await player.root.locator('[data-activity="module1"][aria-current]').waitFor();
    for (const later of ["module2", "module3", "module4"]) assert.equal(await player.activity(later).isEnabled(), false, later);
  }),
  [
    "what one course writes to an objective global to the system steers another course of the same learner, and nobody else's",
    async (story) => {
      const writes = { id: "writes", inside: shared("shared-between-courses", 'writeSatisfiedStatus="true"') };
      const reads = { id: "reads", inside: shared("shared-between-courses", "", rule("preConditionRule", "skip", "satisfied")) };
      const course = (key, ...items) => [key, () => scripted({ edition: "2004 4th Edition", items, sequencing: FLOW })];
      const learner = { learnerid: story.world.id("learner") };
      const first = await story.play(await story.registration(...course("global-writes", writes), learner));
      await (await first.sco("writes")).does(["initialize"], ["set", "cmi.success_status", "passed"], ["terminate"]);
      await first.left();
      const reader = course("global-reads", reads, { id: "after" });
      const second = await story.play(await story.registration(...reader, learner));
      await second.sco("after");
      const other = await story.play(await story.registration(...reader, { learnerid: story.world.id("learner") }));
      await other.sco("reads");
    },
  ],
  [
    "items five hundred deep, retries without end and rules that contradict each other stop nothing",
    async (story) => {
      const regid = await story.registration("hostile-2004", () =>
        scripted({ edition: "2004 4th Edition", items: [nested(500), { id: "next", inside: rules("preConditionRule", "disabled", "skip") }], sequencing: FLOW }),
      );
      const player = await story.play(regid);
      for (let round = 0; round < 3; round++) {
        const sco = await player.sco("leaf");
        await sco.does(["initialize"], ["set", "cmi.success_status", "failed"]);
        assert.equal(await sco.get("adl.nav.request_valid.continue"), "true");
        const left = player.content.locator(`html[data-round="${round}"]`);
        await sco.page.evaluate((html, n) => html.setAttribute("data-round", n), String(round));
        await sco.does(["terminate"]);
        await player.go("continue");
        await left.waitFor({ state: "detached" });
      }
      await player.sco("leaf");
      await player.go("exitAll");
      await player.left();
    },
  ],
].filter(Boolean);

const FLOW = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>';

/** One rule. */
function rule(kind, action, condition) {
  return `<imsss:${kind}><imsss:ruleConditions><imsss:ruleCondition condition="${condition}"/></imsss:ruleConditions><imsss:ruleAction action="${action}"/></imsss:${kind}>`;
}

/** Rules of one kind that always hold. */
function rules(kind, ...actions) {
  const all = actions.map((action) => rule(kind, action, "always")).join("");
  return `<imsss:sequencing><imsss:controlMode flow="true"/><imsss:sequencingRules>${all}</imsss:sequencingRules></imsss:sequencing>`;
}

/** A primary objective that shares its status, and rules beside it. */
function shared(target, how, rules = "") {
  const map = `<imsss:mapInfo targetObjectiveID="${target}" ${how}/>`;
  const written = rules && `<imsss:sequencingRules>${rules}</imsss:sequencingRules>`;
  return `<imsss:sequencing>${written}<imsss:objectives><imsss:primaryObjective objectiveID="own">${map}</imsss:primaryObjective></imsss:objectives></imsss:sequencing>`;
}

/** A leaf below so many clusters; it sends the learner back to itself. */
function nested(depth) {
  let item = { id: "leaf", inside: rules("postConditionRule", "retry") };
  for (let at = 0; at < depth; at++) item = { id: `c${at}`, items: [item], inside: FLOW };
  return item;
}

function published(path, title, tell) {
  return sharedPackage(path) && [`${path}: ${title}`, (story) => tell(story, path)];
}

async function begin(story, path) {
  // The 4th Edition course decorates its notes with a library from elsewhere, which a test does not fetch.
  await story.context.route(/ajax\.googleapis\.com/, (route) =>
    route.fulfill({ contentType: "text/javascript", body: "window.$ = () => ({ dialog() {}, val: () => '' });" }),
  );
  story.expectErrors(/status of 404/);
  const regid = await story.registration(path, () => readFile(sharedPackage(path)));
  return { regid, player: await story.play(regid) };
}

/** Waits until an activity is open and its content has begun. */
async function at(player, id) {
  await player.root.locator(`[data-activity="${id}"][aria-current]`).waitFor({ state: "attached", timeout: 20_000 });
  await player.content.locator("#contentFrame").waitFor();
}

/** Turns the pages of chapters to their end, each followed by Continue. */
async function visit(player, chapters) {
  for (const id of chapters) {
    await at(player, id);
    const next = player.content.locator("#butNext");
    await player.content.locator("#contentFrame[src*='html']").waitFor();
    while (await next.isEnabled()) await next.click();
    await player.go("continue");
  }
}

/** Takes tests, some of them wrong. */
async function take(player, tests, wrong) {
  for (const id of tests) {
    await at(player, id);
    await answerGolf(player, !wrong.includes(id));
    await player.go("continue");
  }
}
