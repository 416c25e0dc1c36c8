/** What is used of the global, whose types otherwise come only with those of a browser. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  const Module: new (binary: Uint8Array<ArrayBuffer>) => object
  class Instance {
    constructor(module: object)
    readonly exports: Readonly<Record<string, unknown>>
  }
  function instantiate(
    binary: Uint8Array<ArrayBuffer>,
    imports: Readonly<Record<string, Readonly<Record<string, (...values: number[]) => number>>>>,
  ): Promise<{ readonly instance: Instance }>
}
