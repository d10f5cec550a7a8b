/** The API object that content finds: strings in, strings out, never an exception. */

import { CALL } from "./engine.js";
import type { ApiEdition } from "./protocol.js";

/** Answers one call; `number` as in `CALL`. */
export type Answer = (number: number, first: string, second: string) => string;

type ApiFunction = (first?: unknown, second?: unknown) => string;
type ApiObject = Record<string, ApiFunction | string>;

/** Everything content passes becomes a string; what is absent or null is the empty one. */
export function coerce(value: unknown): string {
  if (value === undefined || value === null) return "";
  try {
    return String(value);
  } catch {
    return "";
  }
}

/** Of IEEE 1484.11.2, which the API of SCORM 2004 must state. */
const VERSION = "1.0";

/** The object of the edition and the name it is found by. */
export function api(edition: ApiEdition, answer: Answer): [name: string, object: ApiObject] {
  const is12 = edition === "1.2";
  const names: [string, number][] = [
    ["Initialize", CALL.initialize],
    [is12 ? "Finish" : "Terminate", CALL.terminate],
    ["GetValue", CALL.getValue],
    ["SetValue", CALL.setValue],
    ["Commit", CALL.commit],
    ["GetLastError", CALL.getLastError],
    ["GetErrorString", CALL.getErrorString],
    ["GetDiagnostic", CALL.getDiagnostic],
  ];
  const object: ApiObject = is12 ? {} : { version: VERSION };
  for (const [name, number] of names) {
    // Some content calls the functions without their object, so none of them uses `this`.
    const call: ApiFunction = (first, second) => answer(number, coerce(first), coerce(second));
    object[is12 ? `LMS${name}` : name] = call;
  }
  return [is12 ? "API" : "API_1484_11", object];
}
