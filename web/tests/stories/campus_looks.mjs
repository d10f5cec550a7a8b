// Every page of Campus for every role: nothing that axe finds, nothing wider than the screen, no signature; and pictures.
import assert from "node:assert/strict";

import { assertAccessible, assertFits, inBothThemes } from "../support/looks.mjs";
import { sample, scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";

/** Pictures are taken at these widths; 360 is the narrowest that has to do. */
const WIDTHS = [1280, 800, 390, 360];

export default ["en-GB", "de-DE"].map((locale) => [
  `s60 every page of Campus, ${locale}, light and dark: for everybody, on every screen`,
  async (story) => {
    story.expectErrors(/status of 4\d\d/);
    const campus = await story.campus();
    const stage = await furnish(story, campus);
    const look = async (person, path, name) => {
      const { page } = person;
      await page.goto(campus.url + path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await assertFits(page, `${name} at ${width} px`);
        if (width === 360) continue;
        await inBothThemes(page, async (theme, rules) => {
          await story.picture(page, `campus-${name}-${width}-${theme}-${locale.slice(0, 2)}`, { fullPage: true });
          if (width !== 800) await assertAccessible(page, `${name} at ${width} px, ${theme}`, rules);
        });
      }
      assert.ok(!(await page.content()).includes("sig="), `${name} holds no signature`);
    };
    const nobody = { page: await (await story.newContext({ locale })).newPage() };
    await look(nobody, "/sign-in", "sign-in");
    const as = (who) => story.signIn(campus, who);
    const speaking = async (person) => {
      await person.context.setExtraHTTPHeaders({ "accept-language": locale });
      return person;
    };
    const learner = await speaking(await as({ login: "ann" }));
    await look(learner, "/", "learning");
    await look(learner, "/learn/1/back", "back");
    await look(learner, "/courses", "not-found");
    await look(await speaking(await as({ login: "dot" })), "/", "learning-empty");
    const author = await speaking(await as({ login: "olga" }));
    await look(author, "/", "author-learning");
    await look(author, "/courses", "courses");
    await look(author, "/courses/1", "course");
    await look(author, "/courses/1/results", "results");
    await look(author, "/courses/2/results", "results-completed");
    await look(author, "/courses/3/results", "results-empty");
    await look(author, "/registrations/1", "author-registration");
    await look(author, stage.imported, "import-done");
    await look(author, stage.broken, "import-failed");
    const admin = await speaking(await as(campus.administrator));
    await look(admin, "/registrations/1", "registration");
    await look(admin, "/people", "people");
    await admin.page.locator("summary").first().click();
    await assertAccessible(admin.page, "people, opened");
    await story.picture(admin.page, `campus-people-open-${locale.slice(0, 2)}`);
    await look(admin, "/log", "log");
    await admin.page.goto(`${campus.url}/courses/1`);
    const refused = admin.page.waitForEvent("framenavigated");
    await admin.page.evaluate(() => document.querySelector("form[action$=assign]").submit());
    await refused;
    await admin.page.waitForLoadState();
    await assertAccessible(admin.page, "refused");
  },
  // Some hundred looks of axe.
  { timeout: 240_000 },
]);

/** People, courses and results, so that every page has something to show. */
async function furnish(story, campus) {
  const admin = await story.signIn(campus, campus.administrator);
  await admin.adds("olga", "Olga", "Thor", "author");
  await admin.adds("ann", "Ann", "Lee", "learner");
  await admin.adds("bob", "Bob", "Nnamdi-Featherstonehaugh", "learner");
  await admin.adds("cid", "Cid", "Ruy", "learner");
  await admin.adds("eve", "Eve", "Moss", "learner");
  await admin.adds("dot", "Dot", "Tee", "learner");
  await admin.page.getByLabel("Group name").fill("Night shift");
  await admin.page.getByRole("button", { name: "Add a group" }).click();
  await admin.page.getByText("0 members").waitFor();
  await admin.brings("welcome.zip", await sample("welcome-scorm2004"));
  await admin.page.getByLabel("Due on").fill("2024-02-29");
  await admin.assigns("ann", "bob", "cid");
  await admin.goTo("Courses");
  await admin.submits("safety-at-work.zip", await scripted());
  await admin.page.getByText("The course is ready.").waitFor();
  const imported = new URL(admin.page.url()).pathname;
  await admin.comesToTheCourse();
  await admin.assigns("cid", "eve");
  await admin.goTo("Courses");
  await admin.submits("notes.zip", Buffer.from("no package"));
  await admin.page.getByRole("alert").waitFor();
  const broken = new URL(admin.page.url()).pathname;

  const other = await story.signIn(campus, { login: "cid" });
  await other.page.getByRole("link", { name: "Start: Scripted course" }).click();
  const sco = await new Player(other.page).sco();
  await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "84"], ["terminate"]);
  await other.page.getByText("You are back from").waitFor();
  const learner = await story.signIn(campus, { login: "ann" });
  await learner.page.getByRole("link", { name: /^Start/ }).first().click();
  const player = new Player(learner.page);
  await player.becomes("playing");
  await player.content.getByRole("heading", { name: "Start here" }).waitFor();
  await player.saves();
  await player.go("suspendAll");
  await learner.page.waitForURL(/\/learn\/\d+\/back/);
  await admin.page.goto(`${campus.url}/registrations/1`);
  await admin.page.getByLabel("Success").selectOption("passed");
  await admin.page.getByLabel("Score (0 to 100)").fill("90");
  await admin.page.getByLabel("Reason").fill("Took the exam on paper");
  await admin.page.getByRole("button", { name: "Override", exact: true }).click();
  await admin.page.getByText("Took the exam on paper").waitFor();
  return { imported, broken };
}
