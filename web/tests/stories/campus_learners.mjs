// Learners and their courses in Campus: groups and days, both ways into a course, the way back, and nothing that moves.
import assert from "node:assert/strict";

import { Gate } from "../support/gate.mjs";
import { press, tabTo, type } from "../support/keyboard.mjs";
import { assertAccessible } from "../support/looks.mjs";
import { scripted } from "../support/packages.mjs";
import { Player } from "../support/player.mjs";

/** An administrator with a course, and a learner who is to take it. */
async function withCourse(story, logins = ["ann"], build = scripted) {
  const campus = await story.campus();
  const admin = await story.signIn(campus, campus.administrator);
  for (const login of logins) await admin.adds(login, login.toUpperCase(), "Lee", "learner");
  await admin.brings("course.zip", await build());
  return { campus, admin };
}

export default [
  [
    "s38 a group gets a course by a day that everybody sees, and what is late says so",
    async (story) => {
      const { campus, admin } = await withCourse(story, ["ann", "bob", "cid"]);
      const course = admin.page.url();
      await admin.goTo("People");
      await admin.page.getByLabel("Group name").fill("Night shift");
      // An impatient administrator makes one group.
      await admin.page.getByRole("button", { name: "Add a group" }).dblclick();
      const group = admin.page.locator("details", { hasText: "Night shift" });
      await group.locator("summary").click();
      await group.getByLabel("ANN Lee").check();
      await group.getByLabel("BOB Lee").check();
      await group.getByRole("button", { name: "Save" }).click();
      await admin.page.getByText("2 members").waitFor();

      await admin.page.goto(course);
      await admin.page.getByLabel("Night shift (2)").check();
      await admin.page.getByLabel("Due on").fill("2024-02-29");
      await admin.page.getByRole("button", { name: "Assign" }).click();
      await admin.page.getByRole("cell", { name: "2024-02-29" }).first().waitFor();
      for (const login of ["ann", "bob"]) {
        const learner = await story.signIn(campus, { login });
        await learner.page.getByText("Was due on 2024-02-29").waitFor();
      }
      const third = await story.signIn(campus, { login: "cid" });
      await third.page.getByText("Nothing to take at the moment").waitFor();

      // Another day, and nobody is assigned twice.
      await admin.page.getByLabel("Night shift (2)").check();
      await admin.page.getByLabel("Due on").fill("2099-12-31");
      await admin.page.getByRole("button", { name: "Assign" }).click();
      await admin.page.getByRole("cell", { name: "2099-12-31" }).first().waitFor();
      assert.equal(await admin.page.locator("form[action$=unassign]").count(), 2);
    },
  ],
  [
    "s56_s57_s58_s59_s61_s62 launched by a redirection, the learner comes back to a page with the result",
    async (story) => {
      const { campus, admin } = await withCourse(story);
      await admin.assigns("ann");
      const learner = await story.signIn(campus, { login: "ann" });
      const { page } = learner;
      assert.ok(!(await page.content()).includes("sig="), "no link in the page");
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url().endsWith("/launch")),
        page.getByRole("link", { name: "Start: Scripted course" }).click(),
      ]);
      assert.equal(answer.status(), 302);
      assert.equal((await answer.allHeaders())["cache-control"], "no-store");
      const sco = await new Player(page).sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "88"], ["terminate"]);
      await page.waitForURL(/\/learn\/\d+\/back/);
      await page.getByText("You are back from").waitFor();
      assert.equal(await page.locator("[data-value=score]").innerText(), "88 %");
      await page.getByText("Passed", { exact: true }).waitFor();
      await story.picture(page, "campus-back");
      await page.getByRole("link", { name: "My courses" }).last().click();
      await page.getByRole("link", { name: "Continue: Scripted course" }).waitFor();
    },
  ],
  [
    "s61_s62 launched by a script in a window of its own, the page behind it fills by itself",
    async (story) => {
      const { campus, admin } = await withCourse(story);
      await admin.assigns("ann");
      const { page, context } = await story.signIn(campus, { login: "ann" });
      const asked = [];
      page.on("request", (request) => /\/link$/.test(request.url()) && asked.push(request.method()));
      const [window] = await Promise.all([context.waitForEvent("page"), page.getByRole("button", { name: "In a window: Scripted course" }).click()]);
      const sco = await new Player(window).sco();
      assert.equal(await window.evaluate(() => window.opener), null);
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "77"], ["terminate"]);
      await page.getByText("77 %").waitFor();
      await page.getByText("Passed", { exact: true }).waitFor();
      assert.deepEqual(asked, ["POST"]);
      await window.waitForURL(/\/learn\/\d+\/back/);
    },
  ],
  [
    "s09_s65 while the cloud is stopped, results are there and a launch says so kindly",
    async (story) => {
      story.expectErrors(/status of 503|ERR_CONNECTION/);
      const gate = await Gate.start(story.server.url);
      story.servers.push(gate);
      const campus = await story.campus({ cloudUrl: gate.url });
      const admin = await story.signIn(campus, campus.administrator);
      await admin.brings("course.zip", await scripted());
      await admin.assigns("admin");
      gate.shut();
      await admin.page.getByRole("link", { name: "Results" }).click();
      await admin.page.getByRole("heading", { level: 1, name: "Results" }).waitFor();
      await admin.goTo("My courses");
      await admin.page.getByRole("link", { name: "Start: Scripted course" }).click();
      await admin.page.getByRole("heading", { name: "The course service does not answer" }).waitFor();
      await story.picture(admin.page, "campus-cloud-silent");
      await assertAccessible(admin.page, "a launch without a cloud");
      await admin.page.getByRole("link", { name: "Go back" }).click();
      gate.open();
      await admin.page.getByRole("link", { name: "Start: Scripted course" }).click();
      await new Player(admin.page).becomes("playing");
    },
  ],
  [
    "nothing moves on a page that keeps up by itself, and who types there is not disturbed",
    async (story) => {
      const { campus, admin } = await withCourse(story);
      await admin.assigns("ann");
      await admin.goTo("Courses");
      await admin.page.getByRole("link", { name: "Results: Scripted course" }).click();
      await admin.page.locator("tr[data-learner=ann]").waitFor();
      await watchShifts(admin.page);
      const link = admin.page.getByRole("link", { name: "Download as CSV" });
      await link.focus();
      const { page } = await story.signIn(campus, { login: "ann" });
      await page.getByRole("link", { name: "Start: Scripted course" }).click();
      const sco = await new Player(page).sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "incomplete"], ["set", "cmi.core.score.raw", "7"]);
      await admin.page.locator("tr[data-learner=ann]", { hasText: "7 %" }).waitFor();
      const learner = admin.page.getByRole("link", { name: "ANN Lee" });
      await learner.focus();
      await sco.does(["set", "cmi.core.score.raw", "54"]);
      await admin.page.locator("tr[data-learner=ann]", { hasText: "54 %" }).waitFor();
      assert.ok(await learner.evaluate((element) => element === document.activeElement), "the focus stays");
      assert.ok((await shifts(admin.page)) < 0.01, `moved by ${await shifts(admin.page)}`);
    },
  ],
  [
    "the keyboard alone is enough: sign in, bring a course, assign, launch, override",
    async (story) => {
      const campus = await story.campus();
      const page = await (await story.newContext()).newPage();
      await page.goto(campus.url);
      const named = (role, name, options = {}) => page.getByRole(role, { name, ...options });
      await type(page, page.getByLabel("Name"), campus.administrator.login);
      await type(page, page.getByLabel("Password"), campus.administrator.password);
      await page.keyboard.press("Enter");
      await named("button", "Sign out").waitFor();

      // The first stop of every page leads past the navigation.
      await page.reload();
      await press(page, named("link", "Skip to the content"));
      assert.equal(await page.evaluate(() => document.activeElement.id), "main");

      await press(page, named("link", "Courses", { exact: true }).first());
      await named("heading", "Bring a course").waitFor();
      const chooses = page.waitForEvent("filechooser");
      await press(page, page.getByLabel("Package"));
      await (await chooses).setFiles({ name: "keys.zip", mimeType: "application/zip", buffer: await scripted() });
      await press(page, named("button", "Bring the course"));
      await page.getByText("The course is ready.").waitFor();
      await press(page, named("link", "To the course"));
      await press(page, named("checkbox", "(admin)"), "Space");
      await press(page, named("button", "Assign"));
      await named("button", "Remove: Administrator").waitFor();

      await press(page, named("link", "My courses"));
      await press(page, named("link", "Start: Scripted course"));
      const sco = await new Player(page).sco();
      await sco.does(["initialize"], ["set", "cmi.core.lesson_status", "failed"], ["set", "cmi.core.score.raw", "12"], ["terminate"]);
      await page.getByText("You are back from").waitFor();

      await press(page, named("link", "Courses", { exact: true }).first());
      await press(page, named("link", "Results: Scripted course"));
      await press(page, named("link", "Administrator"));
      await tabTo(page, page.getByLabel("Success"));
      await page.keyboard.type("passed");
      await type(page, page.getByLabel("Score (0 to 100)"), "90");
      await type(page, page.getByLabel("Reason"), "Shown in person");
      await page.keyboard.press("Enter");
      await page.getByText("Shown in person").waitFor();
      assert.equal(await page.locator("#effective > .result [data-value=success]").innerText(), "passed");
      await press(page, named("button", "Take the override back"));
      await page.getByText(/taken back by admin/).waitFor();
    },
  ],
  [
    "Campus speaks the browser's language",
    async (story) => {
      const campus = await story.campus();
      const page = await (await story.newContext({ locale: "de-CH" })).newPage();
      await page.goto(campus.url);
      assert.equal(await page.locator("html").getAttribute("lang"), "de");
      await page.getByLabel("Name").fill("admin");
      await page.getByLabel("Passwort").fill("falsch");
      story.expectErrors(/status of 422/);
      await page.getByRole("button", { name: "Anmelden" }).click();
      await page.getByRole("alert").getByText("Name oder Passwort stimmen nicht.").waitFor();
      await assertAccessible(page, "a wrong password");
      await page.getByLabel("Passwort").fill(campus.administrator.password);
      await page.getByRole("button", { name: "Anmelden" }).click();
      await page.getByRole("heading", { level: 1, name: "Meine Kurse" }).waitFor();
    },
  ],
];

/** Begins to add up how much the page moves under its reader. */
function watchShifts(page) {
  return page.evaluate(() => {
    window.shifted = 0;
    const watch = (list) => list.getEntries().forEach((entry) => (window.shifted += entry.value));
    new PerformanceObserver(watch).observe({ type: "layout-shift" });
  });
}

function shifts(page) {
  return page.evaluate(() => window.shifted);
}
