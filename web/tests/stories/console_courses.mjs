// Bringing packages in the console: many at once, after a break, without script, by keyboard, in pictures.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { press, submit, type } from "../support/keyboard.mjs";
import { looks } from "../support/looks.mjs";
import { sample, scripted } from "../support/packages.mjs";
import { Server } from "../support/server.mjs";

const PASSWORD = "correct horse battery";
const MB = 1 << 20;

/** The administrator of a server of the story's own, which has no application yet. */
async function newcomer(story) {
  const server = await Server.start({}, { app: false });
  await story.useOwnServer(server);
  const page = await story.context.newPage();
  await page.goto(/begin at (\S+)/.exec(server.log)[1]);
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

/** A package of so many megabytes, in a file. */
async function large(story, name, megabytes) {
  const noise = randomBytes(megabytes * MB);
  const path = join(story.server.folder, name);
  await writeFile(path, await scripted({ files: { "only/film.bin": noise } }));
  return path;
}

function file(name, buffer) {
  return { name, mimeType: "application/zip", buffer: Buffer.from(buffer) };
}

/** Drops files onto the form. */
async function drop(page, files) {
  const given = files.map(({ name, buffer }) => ({ name, base64: buffer.toString("base64") }));
  await page.locator("#upload").evaluate((form, given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
    for (const kind of ["dragover", "drop"]) form.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, given);
}

const imported = (page, name) => page.locator("#begun li", { hasText: name }).getByText(/^imported/);

/** Where each piece of a file began that the page sent. The first piece behind another one waits for `second`, once. */
async function pieces(page, second) {
  const sent = [];
  await page.route("**/uploads/*", async (route, request) => {
    if (request.method() !== "PATCH") return route.continue();
    const offset = Number(request.headers()["upload-offset"]);
    sent.push(offset);
    const wait = offset > 0 ? second : undefined;
    if (wait) second = undefined;
    await wait?.();
    // A window that was closed, or a piece that was called off, is answered no more.
    await route.continue().catch(() => {});
  });
  return sent;
}

/** A moment that somebody can wait for, and a hold that lasts until it is let go. */
function gate() {
  const gate = {};
  gate.reached = new Promise((reach) => (gate.reach = reach));
  gate.open = new Promise((letGo) => (gate.letGo = letGo));
  gate.pass = () => (gate.reach(), gate.open);
  return gate;
}

export default [
  [
    "courses in the console: from nothing to an imported course without script, by keyboard",
    async (story) => {
      story.expectErrors(/status of 4/);
      const page = await newcomer(story);
      await press(page, page.getByRole("link", { name: "Courses", exact: true }));
      await page.getByRole("heading", { name: "No courses yet" }).waitFor();
      await press(page, page.getByRole("link", { name: "Upload a package" }));
      await page.getByText("There is no application yet").waitFor();
      await type(page, page.getByLabel("Id of the course"), "my golf/<1>");
      await page.getByLabel("Package", { exact: true }).setInputFiles(file("golf.zip", "no zip at all"));
      await press(page, page.getByRole("button", { name: "Upload" }));
      await page.getByRole("alert").getByText("This is no zip").waitFor();
      assert.equal(await page.getByLabel("Id of the course").inputValue(), "my golf/<1>");
      await page.getByLabel("Package", { exact: true }).setInputFiles(file("golf.zip", await scripted()));
      await submit(page, page.getByRole("button", { name: "Upload" }));
      while (!(await page.getByText("The course can be played").isVisible())) await page.reload();
      const sandbox = await page.getByRole("link", { name: "Try it in the sandbox" }).getAttribute("href");
      assert.equal(sandbox, "/console/sandbox?app=default&course=my+golf%2F%3C1%3E");
      await press(page, page.getByRole("link", { name: "Courses", exact: true }).first());
      await page.locator("table").getByText("my golf/<1>").waitFor();
      await type(page, page.getByLabel("Title or id"), "nothing like it");
      await page.keyboard.press("Enter");
      await page.getByText("No course fits").waitFor();
    },
    { javaScriptEnabled: false },
  ],
  [
    "courses in the console: many packages at once, each with its id, its progress and its end",
    async (story) => {
      const page = await newcomer(story);
      await page.goto(new URL("/console/courses/upload", story.server.url).href);
      const golf = await scripted();
      const chooser = page.getByLabel("Package", { exact: true });
      await chooser.setInputFiles([file("one.zip", golf), file("two.zip", golf)]);
      await drop(page, [file("three.zip", golf), file("<img src=x onerror=alert(1)>.zip", golf), file("notes.zip", "only a text")]);
      const sending = page.locator(".sending > li");
      await sending.nth(4).waitFor();
      await sending.filter({ hasText: "notes.zip" }).getByText("This is no zip").waitFor();
      await sending.filter({ hasText: "two.zip" }).getByLabel("Id of the course").fill("second");
      await press(page, sending.filter({ hasText: "three.zip" }).getByRole("button", { name: "Remove" }));
      await press(page, page.getByRole("button", { name: "Upload", exact: true }));
      for (const name of ["one.zip", "two.zip", "<img src=x"]) await imported(page, name).waitFor();
      assert.equal(await sending.count(), 1);
      assert.equal(await page.locator("img[src=x]").count(), 0);
      await page.locator("#begun li", { hasText: "two.zip" }).getByRole("link", { name: "two.zip", exact: true }).click();
      await page.locator("dd", { hasText: "second" }).waitFor();
      // What is typed stays while the page keeps up.
      await page.getByRole("link", { name: "Courses", exact: true }).first().click();
      await page.locator("tbody tr").nth(2).waitFor();
      assert.equal(await page.locator("tbody tr").count(), 3);
    },
  ],
  [
    "courses in the console: an upload goes on after the server was killed, and after its window was closed",
    async (story) => {
      story.expectErrors(/ERR_|Failed to load resource/);
      const page = await newcomer(story);
      const film = await large(story, "film.zip", 34);
      const choose = async (page, id) => {
        await page.getByLabel("Package", { exact: true }).setInputFiles(film);
        await page.locator(".sending").getByLabel("Id of the course").fill(id);
        await page.getByRole("button", { name: "Upload", exact: true }).click();
      };
      const address = new URL("/console/courses/upload", story.server.url).href;
      await page.goto(address);
      let sent = await pieces(page, () => story.server.kill());
      await choose(page, "film");
      await page.getByText("The connection broke. It goes on by itself").waitFor();
      await story.server.resume();
      await imported(page, "film.zip").waitFor({ timeout: 60_000 });
      assert.equal(sent.filter((offset) => offset === 0).length, 1, `what came was not sent again: ${sent}`);
      await page.unroute("**/uploads/*");

      // The same file as another course; its window is closed in the middle.
      const second = await story.context.newPage();
      await second.goto(address);
      const closing = gate();
      await pieces(second, closing.pass);
      await choose(second, "film again");
      await closing.reached;
      await second.close();
      closing.letGo();
      const left = page.locator("#begun li[data-upload]", { hasText: "film.zip" });
      await left.waitFor();
      await page.getByRole("heading", { name: "Begun and not finished" }).waitFor();
      sent = await pieces(page);
      await choose(page, "film again");
      await imported(page, "film.zip").nth(1).waitFor({ timeout: 60_000 });
      assert.ok(sent[0] >= 16 * MB, `it went on where it stopped: ${sent}`);
      assert.equal(await left.count(), 0);
      await page.unroute("**/uploads/*");

      // A third one is called off in the middle; nothing of it is left.
      const calling = gate();
      await pieces(page, calling.pass);
      await choose(page, "not wanted");
      await calling.reached;
      const gone = page.waitForResponse((response) => response.request().method() === "DELETE");
      await page.getByRole("button", { name: "Cancel: film.zip" }).click();
      calling.letGo();
      assert.equal((await gone).status(), 204);
      await page.reload();
      assert.equal(await page.locator("#begun li[data-upload]").count(), 0);
    },
    { timeout: 180_000 },
  ],
  ...looks("courses in the console", async (story, look) => {
    const page = await newcomer(story);
    await page.getByRole("link", { name: "Courses", exact: true }).click();
    await page.getByRole("heading", { name: "No courses yet" }).waitFor();
    await look(page, "console-courses-empty");
    await page.getByRole("link", { name: "Upload a package" }).click();
    const chooser = page.getByLabel("Package", { exact: true });
    await look(page, "console-courses-upload");
    const golf = await sample("welcome-scorm12");
    const odd = await scripted({ items: [{ id: "a" }], files: { "a/old.html": '<object classid="java:applet"></object><script src="http://cdn.example/x.js"></script>' } });
    await chooser.setInputFiles([
      file("golf.zip", golf),
      file("a-file-of-a-rather-long-name-that-has-no-place-where-it-could-be-broken-2026.zip", odd),
      file("notes.zip", "only a text"),
    ]);
    await page.locator(".sending > li").nth(2).waitFor();
    await look(page, "console-courses-chosen");
    await page.getByRole("button", { name: "Upload", exact: true }).click();
    await imported(page, "golf.zip").waitFor();
    await page.locator("#begun li").nth(1).getByText(/^imported/).waitFor();
    await look(page, "console-courses-imports");
    await page.locator("#begun").getByRole("link", { name: /^a-file/ }).first().click();
    await page.getByText("The course can be played").waitFor();
    await look(page, "console-courses-import");
    await page.getByRole("link", { name: "Courses", exact: true }).first().click();
    await page.locator("tbody tr").nth(1).waitFor();
    await look(page, "console-courses-list");
  }),
];
