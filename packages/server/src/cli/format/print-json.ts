import type { Terminal } from '../terminal.ts'

/** One document, indented: for `jq`, and for eyes. */
export const printJson = (terminal: Terminal, value: unknown): void =>
  terminal.write(`${JSON.stringify(value, undefined, 2)}\n`)
