// Packages of scripted pages. What a page does is said by `script.json` beside it, or by the story as it goes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { repository } from "./repository.mjs";
import { zip, zipFolder } from "./zip.mjs";

const SCRIPTED = join(repository, "crates/test-support/src/content");

/** A sample course of ours. */
export function sample(name) {
  return zipFolder(join(repository, "samples", name));
}

/**
 * A package with one scripted page per item.
 *
 * `edition` is "1.2", "2004 3rd Edition" or "2004 4th Edition". An item is `{ id, script, inside }`, or
 * `{ id, items, inside }` for a cluster; `inside` is further XML within the item, `sequencing` within the organization;
 * `tail` is a script of its own at the end of the page.
 */
export async function scripted({ edition = "1.2", items = [{ id: "only" }], sequencing = "", files = {} } = {}) {
  const page = await readFile(join(SCRIPTED, "sco.html"), "utf8");
  const program = await readFile(join(SCRIPTED, "sco.js"), "utf8");
  const pages = leaves(items).flatMap(({ id, script = [], tail = "" }) => [
    [`${id}/sco.html`, page.replace("<html ", `<html data-item="${id}" `).replace("</body>", `<script>${tail}</script></body>`)],
    [`${id}/sco.js`, program],
    [`${id}/script.json`, JSON.stringify(script)],
  ]);
  return zip({ "imsmanifest.xml": manifest(edition, items, sequencing), ...Object.fromEntries(pages), ...files });
}

function leaves(items) {
  return items.flatMap((item) => (item.items ? leaves(item.items) : [item]));
}

function manifest(edition, items, sequencing) {
  const is12 = edition === "1.2";
  const type = is12 ? "scormtype" : "scormType";
  const resources = leaves(items).map(
    ({ id }) => `<resource identifier="r-${id}" type="webcontent" adlcp:${type}="sco" href="${id}/sco.html"><file href="${id}/sco.html"/><file href="${id}/sco.js"/></resource>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="stories" version="1.0" ${is12 ? SPACES_12 : SPACES_2004}>
  <metadata><schema>ADL SCORM</schema><schemaversion>${edition}</schemaversion></metadata>
  <organizations default="course">
    <organization identifier="course"><title>Scripted course</title>${items.map(item).join("")}${sequencing}</organization>
  </organizations>
  <resources>${resources.join("")}</resources>
</manifest>`;
}

function item({ id, items, inside = "" }) {
  const body = `<title>Part ${id}</title>${items?.map(item).join("") ?? ""}${inside}`;
  return items ? `<item identifier="${id}">${body}</item>` : `<item identifier="${id}" identifierref="r-${id}">${body}</item>`;
}

const SPACES_12 = 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"';
const SPACES_2004 = `xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"`;
