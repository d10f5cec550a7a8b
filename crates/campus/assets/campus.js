// Campus works without script; with it, uploads show how far they are and pages keep up by themselves.
"use strict";

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const upload = form.dataset.upload === "cloud" ? toCloud : throughCampus;
    form.querySelector("button").disabled = true;
    upload(form).catch((error) => {
      say(form, error.message || "The upload broke off. Try again.");
      form.querySelector("button").disabled = false;
    });
  });
}

/** The browser posts the package straight to the cloud. The link is asked for now, when it is needed. */
async function toCloud(form) {
  const file = form.querySelector("input[type=file]").files[0];
  const course = form.querySelector("input[name=course]");
  const about = new URLSearchParams({ file_name: file.name });
  if (course) about.set("course", course.value);
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
  location.href = `/imports/${number}`;
}

/** Campus takes the package and sends it on while it comes in. */
async function throughCampus(form) {
  const reply = await send(form, form.action, new FormData(form));
  if (reply.status >= 400) throw new Error();
  location.href = reply.responseURL;
}

function packed(file) {
  const form = new FormData();
  form.append("filedata", file);
  return form;
}

async function ask(path, params) {
  const reply = await fetch(path, { method: "POST", body: params });
  if (!reply.ok) throw new Error("Campus cannot begin the upload at the moment. Try again in a while.");
  return reply.json();
}

/** By XMLHttpRequest, since fetch does not tell how much was sent. */
function send(form, url, body) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      const bar = form.querySelector("progress");
      form.querySelector(".progress").hidden = false;
      bar.max = event.total || 1;
      bar.value = event.loaded;
      const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      say(form, event.loaded < event.total ? `Uploading: ${percent} %` : "Uploaded. Waiting for the answer …");
    });
    request.addEventListener("load", () => done(request));
    request.addEventListener("error", () => failed(new Error("The upload broke off. Try again.")));
    request.open("POST", url);
    request.send(body);
  });
}

function say(form, text) {
  form.querySelector(".progress").hidden = false;
  const status = form.querySelector("[role=status]");
  if (status.textContent !== text) status.textContent = text;
}

// What is marked as live is asked for again and again; only what changed is put in its place.
if (document.querySelector("[data-live]")) {
  setInterval(async () => {
    if (document.hidden) return;
    const reply = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (!reply?.ok || reply.redirected) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const now = document.querySelectorAll("[data-live]");
    const next = page.querySelectorAll("[data-live]");
    if (now.length !== next.length) location.reload();
    else now.forEach((part, at) => {
      if (part.outerHTML !== next[at].outerHTML && !part.contains(document.activeElement)) {
        part.replaceWith(next[at]);
      }
    });
  }, 1000);
}
