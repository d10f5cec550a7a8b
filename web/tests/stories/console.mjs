// The console from the first start: a link, an administrator, further users; by keyboard, without script, in pictures.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { press, type } from "../support/keyboard.mjs";
import { looks } from "../support/looks.mjs";
import { Server } from "../support/server.mjs";

const run = promisify(execFile);
const PASSWORD = "correct horse battery";

/** A server of the story's own, with nobody in its console; the link that it printed. */
async function firstStart(story) {
  const server = await Server.start();
  await story.useOwnServer(server);
  return /begin at (\S+)/.exec(server.log)[1];
}

/** Begins as the administrator `ann`. */
async function administrator(story) {
  const page = await story.context.newPage();
  await page.goto(await firstStart(story));
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

/** Fills in and sends the form for a new user. */
async function invite(page, login, role) {
  await page.getByRole("link", { name: "Users", exact: true }).click();
  const form = page.locator("section", { hasText: "New user" });
  await form.getByLabel("Name").fill(login);
  await form.getByLabel("Role").selectOption(role);
  await form.getByRole("button", { name: "Add" }).click();
}

export default [
  [
    "from the printed link to a second user, by keyboard and without script",
    async (story) => {
      story.expectErrors(/status of 4/);
      const page = await story.context.newPage();
      const link = await firstStart(story);
      await page.goto(link);
      await type(page, page.getByLabel("Name"), "Ann@example.org");
      await type(page, page.getByLabel("Password"), PASSWORD);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

      await press(page, page.getByRole("link", { name: "Users", exact: true }));
      await type(page, page.locator("section").getByLabel("Name"), "bob");
      await press(page, page.getByRole("button", { name: "Add" }));
      const invitation = await page.locator(".secret code").textContent();

      const other = await (await story.newContext()).newPage();
      await other.goto(invitation);
      await other.getByLabel("Password").fill(PASSWORD);
      await other.getByRole("button", { name: "Begin" }).click();
      await other.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
      assert.equal(await other.getByRole("link", { name: "Users", exact: true }).count(), 0);
      await other.goto(new URL("/console/audit", story.server.url).href);
      await other.getByRole("heading", { name: "This is not for your role" }).waitFor();

      // A link works once, and where one wanted to go is where one comes to after signing in.
      const third = await (await story.newContext()).newPage();
      await third.goto(link);
      await third.getByRole("heading", { name: "This link does not work" }).waitFor();
      await third.goto(new URL("/console/account", story.server.url).href);
      await type(third, third.getByLabel("Name"), "bob");
      await type(third, third.getByLabel("Password"), PASSWORD);
      await third.keyboard.press("Enter");
      await third.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
      await press(third, third.getByRole("button", { name: "Sign out everywhere" }));
      await third.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
      await other.reload();
      await other.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();

      await press(page, page.getByRole("link", { name: "To the users" }));
      await press(page, page.getByRole("link", { name: "Audit log" }));
      await page.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
      await page.waitForLoadState();
      const log = await page.locator("tbody tr").allTextContents();
      assert.deepEqual(log.map((line) => /signed out everywhere|signed in|password set|user added/.exec(line)?.[0]),
        ["signed out everywhere", "signed in", "password set", "user added", "user added"]);
    },
    { javaScriptEnabled: false },
  ],
  [
    "a form of a course's origin or of another site does nothing in the console",
    async (story) => {
      story.expectErrors(/status of 403|Refused to|violates/);
      const page = await administrator(story);
      const users = new URL("/console/users", story.server.url).href;
      for (const origin of [story.server.contentUrl, story.server.contentUrl.replace("127.0.0.1", "courses.localhost")]) {
        const other = await story.context.newPage();
        await other.route("**/elsewhere", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>x</title>
          <form method="post" action="${users}"><input name="login" value="eve"><input name="role" value="administrator"><button>Go</button></form>` }));
        await other.goto(`${origin}/elsewhere`);
        await other.getByRole("button").click();
        await other.waitForURL(users);
        // Without a cookie nobody is known there; with one, the form is not believed.
        const heading = await other.getByRole("heading", { level: 1 }).textContent();
        assert.equal(heading, "Nothing was changed");
        // Nor can a script of that origin read a page.
        await other.goto(`${origin}/elsewhere`);
        const read = await other.evaluate((url) => fetch(url, { credentials: "include" }).then((answer) => answer.text(), () => "refused"), users);
        assert.equal(read, "refused");
        await other.close();
      }
      story.expectErrors(/blocked by CORS|ERR_FAILED/);
      await page.goto(users);
      assert.equal(await page.locator(".list > li").count(), 1);
    },
  ],
  [
    "somebody who forgot the password gets a link from the command line",
    async (story) => {
      const page = await administrator(story);
      const { stdout } = await run(process.env.LYCEUM_BIN, ["users", "link", "--name", "ann"], { env: story.server.env });
      await page.goto(stdout.trim());
      assert.equal(await page.getByLabel("Name").inputValue(), "ann");
      await page.getByLabel("Password").fill("another horse battery");
      await page.getByRole("button", { name: "Begin" }).click();
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
      await page.getByRole("link", { name: "Audit log" }).click();
      await page.getByText("command line").waitFor();
    },
  ],
  ...looks("the console", async (story, look) => {
    story.expectErrors(/status of 4/);
    const page = await story.context.newPage();
    await page.goto(await firstStart(story));
    await look(page, "console-welcome");
    await page.getByLabel("Name").fill("ann");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Begin" }).click();
    await look(page, "console-overview");
    await invite(page, "a-rather.long+name-for.somebody@department.university.example", "author");
    await page.locator(".secret").waitFor();
    await look(page, "console-link");
    await invite(page, "ann", "viewer");
    await page.getByRole("alert").waitFor();
    await page.locator("summary").last().click();
    await look(page, "console-users");
    await page.getByRole("link", { name: "Applications", exact: true }).click();
    const form = page.locator("section", { hasText: "New application" });
    await form.getByLabel("Id").fill("an-id-that-is-rather-long-and-has-no-place-where-it-could-be-broken");
    await form.getByLabel("Name").fill("<b>Our</b> LMS");
    await form.getByRole("button", { name: "Make it" }).click();
    await page.locator(".secret").waitFor();
    await look(page, "console-secret");
    await page.getByRole("link", { name: "To the applications" }).click();
    await look(page, "console-apps");
    await page.getByRole("link", { name: "Audit log" }).click();
    await look(page, "console-audit");
    await page.getByRole("link", { name: /^Your account/ }).click();
    await look(page, "console-account");
    await page.goto(new URL("/console/nowhere", story.server.url).href);
    await look(page, "console-nowhere");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name").fill("ann");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await look(page, "console-sign-in");
  }),
];
