/** The API object that content finds: strings in, strings out, never an exception. */

import { CALL } from "./engine.js";
import type { ApiEdition } from "./protocol.js";

/** Answers one call; `number` as in `CALL`. */
export type Answer = (number: number, first: string, second: string) => string;

type ApiFunction = (first?: unknown, second?: unknown) => string;

/** Everything content passes becomes a string; what is absent or null is the empty one. */
export function coerce(value: unknown): string {
  if (value === undefined || value === null) return "";
  try {
    return String(value);
  } catch {
    return "";
  }
}

/** The object of the edition and the name it is found by. */
export function api(
  edition: ApiEdition,
  answer: Answer,
): [name: string, object: Record<string, ApiFunction>] {
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
  const object: Record<string, ApiFunction> = {};
  for (const [name, number] of names) {
    // Some content calls the functions without their object, so none of them uses `this`.
    object[is12 ? `LMS${name}` : name] = (first, second) => answer(number, coerce(first), coerce(second));
  }
  return [is12 ? "API" : "API_1484_11", object];
}
