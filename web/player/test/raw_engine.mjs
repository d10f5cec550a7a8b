// The engine's boundary as it is: pointers and lengths (`crates/player-wasm/src/abi.rs`).

/** Runs operations of an instance. Bytes go in as copies; the answer is a window on memory until the next operation. */
export class RawEngine {
  #exports;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.#exports = new WebAssembly.Instance(module).exports;
  }

  /**
   * @param {string} operation
   * @param {...(Uint8Array | number | bigint)} operands
   * @returns {Uint8Array}
   */
  run(operation, ...operands) {
    const { memory, alloc, release } = this.#exports;
    const passed = [];
    const lent = [];
    for (const operand of operands) {
      if (!(operand instanceof Uint8Array)) {
        passed.push(operand);
        continue;
      }
      const pointer = alloc(operand.length);
      new Uint8Array(memory.buffer, pointer, operand.length).set(operand);
      lent.push([pointer, operand.length]);
      passed.push(pointer, operand.length);
    }
    const answer = BigInt.asUintN(64, this.#exports[operation](...passed));
    for (const [pointer, length] of lent) release(pointer, length);
    return new Uint8Array(memory.buffer, Number(answer >> 32n), Number(answer & 0xffff_ffffn));
  }
}
