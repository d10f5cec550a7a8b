// The signature of API V1 (§2.2 of its specification).
import { createHash } from "node:crypto";

/** Signs name/value pairs; files are never part of them. */
export function signature(pairs, secret) {
  const byName = new Map();
  for (const [name, value] of pairs) {
    if (name === "sig" || name === "filedata") continue;
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  const names = [...byName.keys()].sort((a, b) => order(a.toLowerCase(), b.toLowerCase()));
  const text = names.map((name) => name + byName.get(name).sort(order).join("")).join("");
  return createHash("md5").update(secret + text, "utf8").digest("hex");
}

/** 14 digits of UTC. */
export function timestamp(now = new Date()) {
  return now.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
}

function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
