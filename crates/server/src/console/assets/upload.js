// Sends packages in pieces (tus 1.0), several at once. What came stays: after a break it is asked how much that is, and the
// rest follows; a file that was begun earlier goes on where it stopped. Without script the form sends one file as a whole.
"use strict";

const form = document.querySelector("form[data-uploads]");
const list = form.querySelector(".sending");
const said = form.querySelector("[data-said]");
const row = document.getElementById("sending").content.firstElementChild;
const chooser = form.elements.file;
const PIECE = Number(form.dataset.piece);
const LIMIT = Number(form.dataset.limit);
const AT_ONCE = 2;
/** Pauses between tries, in milliseconds; the last one again and again. */
const PAUSES = [500, 1000, 2000, 5000, 10_000];
/** The end of a zip's directory lies within so many bytes of the file's end. */
const ZIP_END = 22 + 0xffff;
const sendings = new Set();

for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
for (const part of form.querySelectorAll("[data-plain]")) part.hidden = true;
chooser.multiple = !form.dataset.one;
// What was chosen moves into the list, so the field is empty when the form is sent.
chooser.required = false;

class Sending {
  constructor(file, state) {
    this.file = file;
    this.element = row.cloneNode(true);
    this.part("name").textContent = file.name;
    this.part("size").textContent = bytes(file.size);
    this.part("id").value = form.elements.course?.value || idOf(file.name);
    for (const button of this.element.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent}: ${file.name}`);
    this.element.querySelector("progress").setAttribute("aria-label", file.name);
    this.part("again").addEventListener("click", () => this.queue());
    this.part("cancel").addEventListener("click", () => this.cancel());
    this.part("remove").addEventListener("click", () => this.remove());
    list.append(this.element);
    sendings.add(this);
    this.show(state);
  }

  part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  show(state, why = "") {
    this.state = state;
    this.element.dataset.state = state;
    for (const part of this.element.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(state);
    if (form.dataset.one) this.part("id").closest("label").hidden = true;
    this.part("why").textContent = why;
  }

  showCame(came) {
    const percent = Math.floor((came * 100) / this.file.size);
    this.element.querySelector("progress").value = percent;
    for (const part of this.element.querySelectorAll("[data-came]")) part.textContent = `${bytes(came)} / ${bytes(this.file.size)}`;
  }

  queue() {
    this.show("queued");
    sendNext();
  }

  async send() {
    this.isOver = false;
    this.show("sending");
    this.showCame(0);
    let breaks = 0;
    let offset = null;
    while (!this.isOver && this.state !== "done") {
      const reply = await this.step(offset);
      if (this.isOver) return;
      // No room on the server: that does not pass by waiting a while.
      if (reply.status === 507) return this.show("failed", reply.text);
      if (reply.status === 0 || reply.status >= 500 || reply.status === 429) {
        this.show("waiting");
        offset = null;
        await this.pause(PAUSES[Math.min(breaks++, PAUSES.length - 1)]);
        continue;
      }
      this.show("sending");
      if (reply.status === 409 && breaks++ < 10) offset = null;
      else if (reply.status === 404 && this.url) {
        this.url = null;
        offset = null;
        if (breaks++ > 3) return this.show("failed", reply.text);
      } else if (reply.status === 401) return this.show("signed-out");
      else if (reply.status === 423) return this.show("overtaken");
      else if (reply.offset === null) return this.show("failed", reply.text);
      else {
        if (offset !== null && reply.offset > offset) breaks = 0;
        offset = reply.offset;
        this.showCame(offset);
        if (offset === this.file.size) this.finish();
      }
    }
  }

  /** Announces the file, asks how much of it came, or sends the next piece. */
  step(offset) {
    this.url ??= begunBefore(this.file, this.part("id").value);
    if (!this.url) return this.announce();
    hideOwn();
    if (offset === null) return this.ask("HEAD", this.url, {}, null);
    const piece = this.file.slice(offset, offset + PIECE);
    return this.ask("PATCH", this.url, { "upload-offset": offset, "content-type": "application/offset+octet-stream" }, piece, offset);
  }

  async announce() {
    const { file } = this;
    const said = {
      filename: file.name,
      mark: mark(file),
      app: form.elements.app.value,
      course: this.part("id").value,
      existing: form.elements.existing.value,
    };
    const metadata = Object.entries(said).filter(([, value]) => value).map(([key, value]) => `${key} ${base64(value)}`).join(",");
    const reply = await this.ask("POST", form.dataset.uploads, { "upload-length": file.size, "upload-metadata": metadata }, null);
    if (reply.status === 201) this.url = reply.location;
    return reply;
  }

  /** One request; status 0 where there was no answer. */
  ask(method, url, headers, body, from = 0) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open(method, url);
      request.setRequestHeader("tus-resumable", "1.0.0");
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      // A piece that does not move for so long is sent again.
      let timer = setTimeout(() => request.abort(), 60_000);
      request.upload.onprogress = ({ loaded }) => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), 60_000);
        if (body) this.showCame(Math.min(from + loaded, this.file.size));
      };
      request.onloadend = () => {
        clearTimeout(timer);
        const offset = request.getResponseHeader("upload-offset");
        const isOurs = request.getResponseHeader("tus-resumable") !== null || request.status === 401;
        const text = (request.getResponseHeader("content-type") ?? "").startsWith("text/plain") ? request.responseText : "";
        // A page in place of an answer: somebody in between, or the sign-in page.
        done({
          status: isOurs || request.status >= 400 ? request.status : 0,
          offset: offset === null || request.status >= 400 ? null : Number(offset),
          location: request.getResponseHeader("location"),
          text,
        });
      };
      request.send(body);
    });
  }

  /** Waits, or shorter: until the machine is back in the network, or nobody wants it any more. */
  pause(time) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, time);
      addEventListener("online", done, { once: true });
    });
  }

  finish() {
    this.show("done");
    said.textContent = `${this.element.querySelector('[data-in="done"]').textContent} ${this.file.name}`;
    this.leave();
  }

  cancel() {
    const { url } = this;
    this.remove();
    // Where this fails, what came is removed in its time.
    if (url) fetch(url, { method: "DELETE", headers: { "tus-resumable": "1.0.0" } }).catch(() => {});
    sendNext();
  }

  remove() {
    this.isOver = true;
    this.request?.abort();
    this.wake?.();
    this.leave();
  }

  leave() {
    const had = this.element.contains(document.activeElement);
    sendings.delete(this);
    this.element.remove();
    hideOwn();
    // Whoever used the keyboard goes on from here.
    if (had) chooser.focus();
  }
}

async function add(file, isFolder) {
  const state = isFolder ? "folder" : file.size > LIMIT ? "too-large" : (await isZip(file)) ? "ready" : "no-zip";
  if (form.dataset.one) for (const other of sendings) if (!["sending", "waiting"].includes(other.state)) other.remove();
  new Sending(file, state);
}

async function isZip(file) {
  try {
    const end = new Uint8Array(await file.slice(Math.max(0, file.size - ZIP_END)).arrayBuffer());
    for (let at = end.length - 4; at >= 0; at--) {
      if (end[at] === 0x50 && end[at + 1] === 0x4b && end[at + 2] === 5 && end[at + 3] === 6) return true;
    }
  } catch {
    // A folder, or a file that may not be read.
  }
  return false;
}

async function sendNext() {
  const under = [...sendings].filter(({ state }) => state === "sending" || state === "waiting").length;
  for (const sending of [...sendings].filter(({ state }) => state === "queued").slice(0, AT_ONCE - under)) {
    sending.send().finally(sendNext);
  }
}

/** The address of a file that was begun earlier, as the page lists it. */
function begunBefore(file, course) {
  const used = new Set([...sendings].map(({ url }) => url).filter(Boolean));
  const begun = [...document.querySelectorAll("[data-upload]")].find(({ dataset }) =>
    dataset.name === file.name && dataset.mark === mark(file) && Number(dataset.bytes) === file.size && dataset.course === course && !used.has(dataset.upload));
  return begun?.dataset.upload ?? null;
}

function mark(file) {
  return String(file.lastModified);
}

function idOf(name) {
  return name.replace(/\.zip$/i, "").split(/\s+/).filter(Boolean).join("-").slice(0, 200) || "course";
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function bytes(count) {
  const [unit, power] = [["gigabyte", 3], ["megabyte", 2], ["kilobyte", 1]].find(([, power]) => count >= 1024 ** power) ?? ["byte", 0];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: power ? "short" : "long", maximumFractionDigits: 1 }).format(count / 1024 ** power);
}

chooser.addEventListener("change", async () => {
  const files = [...chooser.files];
  chooser.value = "";
  for (const file of files) await add(file, false);
});

// After the script of all pages, which takes the form for one that is sent.
document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  event.preventDefault();
  setBusy(form, false);
  const ready = [...sendings].filter(({ state }) => state === "ready");
  for (const sending of ready) sending.show("queued");
  if (ready.length === 0) chooser.click();
  sendNext();
});

// Dropped beside the form, a file must not take the page away.
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
form.addEventListener("dragover", () => (form.dataset.over = "yes"));
for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => delete form.dataset.over);
form.addEventListener("drop", async ({ dataTransfer }) => {
  const folders = new Set([...dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory).map(({ name }) => name));
  for (const file of [...dataTransfer.files]) await add(file, folders.has(file.name));
});

// What this page sends stands in its own list; the other one is for what was left.
function hideOwn() {
  const own = new Set([...sendings].map(({ url }) => url).filter(Boolean));
  for (const line of document.querySelectorAll("[data-upload]")) line.hidden = own.has(line.dataset.upload);
}
document.addEventListener("page-changed", hideOwn);

addEventListener("beforeunload", (event) => {
  if ([...sendings].some(({ state }) => ["queued", "sending", "waiting"].includes(state))) event.preventDefault();
});
