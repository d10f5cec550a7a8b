// Where things lie.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** A package of the content folder that may lie beside the repository or higher up: its path, or nothing. */
export function sharedPackage(name) {
  const folder = sharedContent();
  const path = folder && join(folder, name);
  return path && existsSync(path) ? path : undefined;
}

/** The content folder itself, or nothing. */
export function sharedContent() {
  for (let folder = repository; ; folder = dirname(folder)) {
    const found = join(folder, "shared/content");
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return undefined;
  }
}
