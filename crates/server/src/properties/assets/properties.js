// Sharpens the property editor: finds settings while one types, shows what is not saved, puts defaults back at once.
// Without it the page does the same by loading again.
"use strict";

const form = document.querySelector("#settings");
const fields = [...document.querySelectorAll(".field")];

for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
document.querySelector("[data-focus]")?.focus();
// Loading the page again does not save again, so it does not say so either.
const address = new URL(location);
if (address.searchParams.has("saved")) {
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}

// The search field.
const search = document.querySelector(".search");
const found = document.querySelector(".found");
const texts = new Map(
  fields.map((field) => [field, `${field.closest("fieldset").querySelector("legend").textContent} ${field.querySelector(".words").textContent}`.toLowerCase()]),
);

function find() {
  const words = search.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [field, text] of texts) {
    field.hidden = !words.every((word) => text.includes(word));
    if (!field.hidden) count += 1;
  }
  for (const group of form.querySelectorAll("fieldset")) {
    group.hidden = !group.querySelector(".field:not([hidden])");
    const link = document.querySelector(`nav a[href="#${group.id}"]`);
    if (link) link.parentElement.hidden = group.hidden;
  }
  const { none, one, many } = found.dataset;
  const text = count === 0 ? none : count === 1 ? one : many.replace("{$count}", count);
  found.textContent = words.length === 0 ? "" : text;
}

search.addEventListener("input", find);
search.addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});

// What is typed and not saved.
const control = (field) => field.querySelector("input:not([type=hidden]), select");
const value = (input) => (input.type === "checkbox" ? String(input.checked) : input.value);
const before = new Map(fields.filter(control).map((field) => [field, value(control(field))]));
const notice = form.querySelector(".bar [role=status]");
const begun = form.hasAttribute("data-changed");
let leaving = false;

function changed() {
  let any = begun;
  for (const [field, was] of before) {
    const now = value(control(field));
    field.classList.toggle("changed", now !== was);
    any ||= now !== was;
    field.querySelector(".reset").hidden = now === field.dataset.default;
  }
  const text = any ? notice.dataset.unsaved : "";
  if (notice.textContent !== text) notice.textContent = text;
  return any;
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", (event) => {
  const name = event.submitter?.name === "reset" ? event.submitter.value : undefined;
  if (name === undefined) {
    leaving = true;
    return;
  }
  event.preventDefault();
  const field = form.querySelector(`.field[data-name="${CSS.escape(name)}"]`);
  const input = control(field);
  if (input.type === "checkbox") input.checked = field.dataset.default === "true";
  else input.value = field.dataset.default;
  input.removeAttribute("aria-invalid");
  changed();
  input.focus();
});
addEventListener("beforeunload", (event) => {
  if (!leaving && changed()) event.preventDefault();
});
addEventListener("pageshow", () => {
  leaving = false;
  changed();
});
