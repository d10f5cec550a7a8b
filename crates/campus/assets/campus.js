// What Campus's pages do beside what every page of the house does (page.js, loaded before): uploads show how far they
// are, and a course can have a window of its own. Texts come with the page.
"use strict";

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.dataset.upload) upload(event, event.target);
});

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
document.addEventListener("page-changed", offerWindows);
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
