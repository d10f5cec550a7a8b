/**
 * The engine: WebAssembly behind a handful of functions over strings and bytes (`crates/player-wasm/src/abi.rs`).
 * Every answer is `pointer << 32 | length` of a buffer that lives until the next operation.
 */

import type { Pending, PendingRequest, TocNews, View } from "./view.js";

/** Functions of the API by their number at the boundary. */
export const CALL = {
  initialize: 0,
  terminate: 1,
  getValue: 2,
  setValue: 3,
  commit: 4,
  getLastError: 5,
  getErrorString: 6,
  getDiagnostic: 7,
} as const;

type Operation = (...operands: (number | bigint)[]) => bigint;

interface Exports {
  memory: WebAssembly.Memory;
  alloc(length: number): number;
  release(pointer: number, length: number): void;
  [operation: string]: unknown;
}

const encoder = new TextEncoder();
// A byte-order mark at the front of a value belongs to the value.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Engine {
  readonly #exports: Exports;
  readonly #now: () => bigint;

  private constructor(exports: Exports, now: () => bigint) {
    this.#exports = exports;
    this.#now = now;
  }

  /** `now`: microseconds since the Unix epoch, by the server's clock. */
  static async load(url: string, now: () => bigint): Promise<Engine> {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the engine could not be loaded: ${answer.status}`);
    let instance: WebAssembly.Instance;
    if (answer.headers.get("content-type")?.startsWith("application/wasm")) {
      ({ instance } = await WebAssembly.instantiateStreaming(answer));
    } else {
      // A proxy that renames what it does not know must not stop the course.
      ({ instance } = await WebAssembly.instantiate(await answer.arrayBuffer()));
    }
    return new Engine(instance.exports as unknown as Exports, now);
  }

  /** Begins with what `start` answered. Throws where the engine cannot read it. */
  start(definition: Uint8Array, state: Uint8Array, storageKey: string | null): void {
    const problem = this.#text("start", definition, state);
    if (problem !== "") throw new Error(problem);
    if (storageKey !== null) this.#run("set_key", encoder.encode(storageKey));
  }

  /** An API call of content. */
  call(number: number, first: string, second: string): string {
    return this.#text("call", number, encoder.encode(first), encoder.encode(second), this.#now());
  }

  /** A navigation request, as `continue` or `choice:ITEM`. */
  navigate(request: string): View {
    return this.#json("navigate", encoder.encode(request), this.#now());
  }

  /** The content frame is gone. */
  unloaded(): void {
    this.#run("unloaded", this.#now());
  }

  heartbeat(): void {
    this.#run("heartbeat", this.#now());
  }

  /** Something the page did, for the log; `detailed`: only where everything is told. */
  note(detailed: boolean, text: string): void {
    this.#run("note", detailed ? 1 : 0, encoder.encode(text), this.#now());
  }

  view(): View {
    return this.#json("view");
  }

  /** Each answer builds on the one before: whoever asks must show it. */
  tableOfContents(): TocNews {
    return this.#json("table_of_contents");
  }

  pendingRequest(): PendingRequest {
    return this.#json("pending_request");
  }

  pending(): Pending {
    return this.#json("pending");
  }

  /** The next body to post, at most `limit` bytes; `null` where even the first entry is larger. */
  batch(limit: number): Uint8Array<ArrayBuffer> | null {
    return whole(this.#bytes("batch", limit));
  }

  /** The server stored everything up to `number`; `digest` has 16 hex digits. */
  acknowledge(number: number, digest: string): void {
    const value = /^[0-9a-f]{16}$/i.test(digest) ? BigInt(`0x${digest}`) : 0n;
    this.#run("acknowledge", BigInt(number), BigInt.asIntN(64, value));
  }

  /** The server's state after entry `number` wins. `null` where it cannot be read. */
  adopt(state: Uint8Array, number: number): View | null {
    const json = this.#text("adopt", state, BigInt(number));
    return json === "" ? null : (JSON.parse(json) as View);
  }

  /** What browser storage should keep; `null` where there is nothing to keep. */
  stored(): Uint8Array<ArrayBuffer> | null {
    return whole(this.#bytes("stored"));
  }

  /** Takes back what storage kept; answers a batch of an older launch of this registration. */
  restoreStored(stored: Uint8Array): Uint8Array<ArrayBuffer> | null {
    return whole(this.#bytes("restore_stored", stored));
  }

  #json<T>(operation: string, ...operands: (Uint8Array | number | bigint)[]): T {
    return JSON.parse(this.#text(operation, ...operands)) as T;
  }

  #text(operation: string, ...operands: (Uint8Array | number | bigint)[]): string {
    return decoder.decode(this.#run(operation, ...operands));
  }

  #bytes(operation: string, ...operands: (Uint8Array | number | bigint)[]): Uint8Array<ArrayBuffer> {
    return this.#run(operation, ...operands).slice();
  }

  /** Runs an operation; the answer is a window on the engine's memory. */
  #run(operation: string, ...operands: (Uint8Array | number | bigint)[]): Uint8Array {
    const exports = this.#exports;
    const passed: (number | bigint)[] = [];
    const lent: [number, number][] = [];
    for (const operand of operands) {
      if (!(operand instanceof Uint8Array)) {
        passed.push(operand);
        continue;
      }
      const pointer = exports.alloc(operand.length);
      lent.push([pointer, operand.length]);
      new Uint8Array(exports.memory.buffer, pointer, operand.length).set(operand);
      passed.push(pointer, operand.length);
    }
    const answer = BigInt.asUintN(64, (exports[operation] as Operation)(...passed));
    for (const [pointer, length] of lent) exports.release(pointer, length);
    const pointer = Number(answer >> 32n);
    return new Uint8Array(exports.memory.buffer, pointer, Number(answer & 0xffff_ffffn));
  }
}

function whole(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  return bytes.length === 0 ? null : bytes;
}
