// Pages of the house work without script; with it they keep up by themselves, and a form that is sent twice counts once.
// A page that does more loads a script of its own after this one, which may call `setBusy`, and is told by `page-changed`.
"use strict";

// A second click on a button whose form is under way does nothing.
document.addEventListener("submit", (event) => {
  // A script of the page did what the form would.
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.busy) return event.preventDefault();
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
  // What opens in another window leaves this page as it is.
  if (form.target !== "_blank") setBusy(form, true);
});

// Gone back to by the browser, a page is as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach((form) => setBusy(form, false)));

function setBusy(form, isBusy) {
  if (isBusy) form.dataset.busy = "yes";
  else delete form.dataset.busy;
  // Not `disabled`, which would take the focus away.
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(isBusy));
}

// What is marked as live is asked for again and again; the server sends it only when it changed. A page that answered a
// form has no address to ask at: the first `data-live` names it.
const EVERY = 500;
const AFTER_A_FAILURE = 5000;
// A page that takes the server long is asked for more seldom: no open page keeps more than a tenth of a processor busy.
const REST = 9;
// Where a page asks for Trusted Types, this is the one way from text to a document: a page of our own, parsed and never run.
const pages = window.trustedTypes?.createPolicy("page", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
const live = document.querySelector("[data-live]");
if (live) keepUp("nothing", live.dataset.live || location.href);

async function keepUp(seen, address) {
  // One question at a time: on a slow line an older answer must not come after a newer one.
  const ask = () => fetch(address, { headers: { accept: "text/html", "page-seen": seen }, signal: AbortSignal.timeout(30_000) });
  const begun = performance.now();
  const reply = document.hidden ? null : await ask().catch(() => ({ status: 0 }));
  const took = performance.now() - begun;
  // Whoever is signed out, or led elsewhere, must not go on reading an old page as if it were live.
  if (reply?.redirected) return location.assign(address);
  if (reply?.status === 200) {
    const page = new DOMParser().parseFromString(pages.createHTML(await reply.text().catch(() => "")), "text/html");
    if (page.querySelector("[data-live]")) {
      seen = reply.headers.get("page-seen") ?? seen;
      show(document.querySelectorAll("[data-live]"), page.querySelectorAll("[data-live]"));
    }
  }
  const isWell = !reply || reply.status === 200 || reply.status === 204;
  setTimeout(keepUp, isWell ? Math.max(EVERY, REST * took) : AFTER_A_FAILURE, seen, address);
}

function show(now, next) {
  if (now.length !== next.length) return location.reload();
  now.forEach((part, at) => become(part, next[at]));
  document.dispatchEvent(new Event("page-changed"));
}

// What the person or a script has made of an element here.
const KEPT = ["hidden", "open", "data-busy", "aria-disabled"];

/** Makes one element like another with as little as possible: who reads, types or has the focus there is not disturbed. */
function become(now, next) {
  for (const { name, value } of next.attributes) {
    if (name !== "hidden" && now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  for (const { name } of [...now.attributes]) {
    if (!KEPT.includes(name) && !next.hasAttribute(name)) now.removeAttribute(name);
  }
  if ("grows" in now.dataset) return grow(now, next);
  if (now.childNodes.length !== next.childNodes.length) return now.replaceChildren(...next.childNodes);
  [...now.childNodes].forEach((child, at) => {
    const other = next.childNodes[at];
    if (child.isEqualNode(other)) return;
    if (child.nodeType === Node.ELEMENT_NODE && child.nodeName === other.nodeName) become(child, other);
    else if (child.nodeType === Node.TEXT_NODE && other.nodeType === Node.TEXT_NODE) child.data = other.data;
    else child.replaceWith(other.cloneNode(true));
  });
}

/** A list whose entries have keys: each stays what and as it is, wherever others come in or go. */
function grow(now, next) {
  const kept = new Map([...now.children].map((child) => [child.dataset.key, child]));
  let at = now.firstChild;
  for (const child of [...next.childNodes]) {
    const isText = child.nodeType === Node.TEXT_NODE;
    const same = isText ? (at?.nodeType === Node.TEXT_NODE ? at : child) : (kept.get(child.dataset.key) ?? child);
    if (!isText && same !== child && !same.isEqualNode(child)) become(same, child);
    if (same === at) at = at.nextSibling;
    else now.insertBefore(same, at);
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}
