// Buttons that copy: what stands in an element of the page (`data-copy`, its id), or what an address answers (`data-copy-from`).
// Without script there are none. What came of it is said where `aria-describedby` points to.
"use strict";

for (const button of document.querySelectorAll("[data-copy], [data-copy-from]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { copy: id, copyFrom: address, copied, failed } = button.dataset;
    const text = id ? document.getElementById(id).textContent : await fetch(address).then((answer) => (answer.ok ? answer.text() : null), () => null);
    const isCopied = text !== null && (await copy(text));
    document.getElementById(button.getAttribute("aria-describedby")).textContent = isCopied ? copied : failed;
  });
}

/** Whether the clipboard holds it now. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  // Over plain HTTP there is no clipboard to write to, but there is the old way.
  const had = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  had?.focus();
  return isCopied;
}
