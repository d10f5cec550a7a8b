// Campus works without script; with it, uploads show how far they are, pages keep up by themselves, and a form that is
// sent twice counts once. Texts come with the page.
"use strict";

// A second click on a button whose form is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.busy) return event.preventDefault();
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
  setBusy(form, true);
  if (form.dataset.upload) upload(event, form);
});

// Gone back to by the browser, a page is as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach((form) => setBusy(form, false)));

function setBusy(form, isBusy) {
  if (isBusy) form.dataset.busy = "yes";
  else delete form.dataset.busy;
  // Not `disabled`, which would take the focus away.
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(isBusy));
}

async function upload(event, form) {
  event.preventDefault();
  try {
    location.href = await (form.dataset.upload === "cloud" ? toCloud : throughCampus)(form);
  } catch (error) {
    say(form, error.message || form.dataset.broke);
    setBusy(form, false);
  }
}

/** The browser posts the package straight to the cloud. The link is asked for now, when it is needed. */
async function toCloud(form) {
  const file = form.querySelector("input[type=file]").files[0];
  const course = form.querySelector("input[name=course]");
  const about = new URLSearchParams({ file_name: file.name });
  if (course) about.set("course", course.value);
  const ask = async (path, params) => {
    const reply = await fetch(path, { method: "POST", body: params });
    if (!reply.ok) throw new Error(form.dataset.refused);
    return reply.json();
  };
  const { import: number } = await ask("/imports/await", about);
  const { url } = await ask(`/imports/${number}/link`, new URLSearchParams());
  const answer = new URLSearchParams();
  try {
    const reply = await send(form, url, packed(file));
    const token = reply.responseXML?.querySelector("rsp[stat=ok] > token > id")?.textContent;
    if (token) answer.set("token", token);
    else answer.set("code", reply.responseXML?.querySelector("err")?.getAttribute("code") ?? "0");
  } catch {
    // Campus is told that nothing will come.
  }
  await fetch(`/imports/${number}/answer`, { method: "POST", body: answer, redirect: "manual" });
  return `/imports/${number}`;
}

/** Campus takes the package and sends it on while it comes in. */
async function throughCampus(form) {
  const reply = await send(form, form.action, new FormData(form));
  if (reply.status >= 400) throw new Error(form.dataset.broke);
  return reply.responseURL;
}

function packed(file) {
  const form = new FormData();
  form.append("filedata", file);
  return form;
}

/** By XMLHttpRequest, since fetch does not tell how much was sent. */
function send(form, url, body) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      const bar = form.querySelector("progress");
      bar.max = event.total || 1;
      bar.value = event.loaded;
      const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      // The text holds the place of the number in every language.
      say(form, event.loaded < event.total ? form.dataset.sending.replace(/\{ ?\$percent ?\}/, percent) : form.dataset.sent);
    });
    request.addEventListener("load", () => done(request));
    request.addEventListener("error", () => failed(new Error(form.dataset.broke)));
    request.open("POST", url);
    request.send(body);
  });
}

function say(form, text) {
  form.querySelector(".progress").hidden = false;
  const status = form.querySelector("[role=status]");
  if (status.textContent !== text) status.textContent = text;
}

// A course in a window of its own: the link is asked for at the click, as a link in the page would be too old by then.
const offerWindows = () => document.querySelectorAll("button[data-launch]").forEach((button) => (button.hidden = false));
offerWindows();
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-launch]");
  if (!button) return;
  const problem = document.querySelector("#launch-problem");
  problem.hidden = true;
  const window = open("", "_blank");
  if (window) window.opener = null;
  const reply = window && (await fetch(button.dataset.launch, { method: "POST" }).catch(() => null));
  if (reply?.ok) {
    window.location.replace((await reply.json()).url);
  } else {
    window?.close();
    problem.textContent = window ? button.dataset.failed : button.dataset.blocked;
    problem.hidden = false;
  }
});

// What is marked as live is asked for again and again; the server sends it only when it changed.
const EVERY = 500;
const AFTER_A_FAILURE = 5000;
if (document.querySelector("[data-live]")) keepUp("nothing");

async function keepUp(seen) {
  // One question at a time: on a slow line an older answer must not come after a newer one.
  const ask = () => fetch(location.href, { headers: { accept: "text/html", "campus-seen": seen }, signal: AbortSignal.timeout(30_000) });
  const reply = document.hidden ? null : await ask().catch(() => ({ status: 0 }));
  if (reply?.status === 200 && !reply.redirected) {
    const page = new DOMParser().parseFromString(await reply.text().catch(() => ""), "text/html");
    if (page.querySelector("[data-live]")) {
      seen = reply.headers.get("campus-seen") ?? seen;
      show(document.querySelectorAll("[data-live]"), page.querySelectorAll("[data-live]"));
    }
  }
  const isWell = !reply || reply.status === 200 || reply.status === 204;
  setTimeout(keepUp, isWell ? EVERY : AFTER_A_FAILURE, seen);
}

function show(now, next) {
  if (now.length !== next.length) return location.reload();
  now.forEach((part, at) => become(part, next[at]));
  offerWindows();
}

/** Makes one element like another with as little as possible: who reads, types or has the focus there is not disturbed. */
function become(now, next) {
  for (const { name, value } of next.attributes) {
    if (name !== "hidden" && now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  if (now.childNodes.length !== next.childNodes.length) return now.replaceChildren(...next.childNodes);
  [...now.childNodes].forEach((child, at) => {
    const other = next.childNodes[at];
    if (child.isEqualNode(other)) return;
    if (child.nodeType === Node.ELEMENT_NODE && child.nodeName === other.nodeName) become(child, other);
    else if (child.nodeType === Node.TEXT_NODE && other.nodeType === Node.TEXT_NODE) child.data = other.data;
    else child.replaceWith(other.cloneNode(true));
  });
}
