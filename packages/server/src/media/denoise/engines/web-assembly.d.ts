/** What is used of the global, whose types otherwise come only with those of a browser. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }
  function instantiate(
    binary: Uint8Array<ArrayBuffer>,
    imports: Readonly<Record<string, Readonly<Record<string, (...values: number[]) => number>>>>,
  ): Promise<{ readonly instance: Instance }>
}
