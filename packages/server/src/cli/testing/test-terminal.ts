import type { Terminal } from '../terminal.ts'

export interface TestTerminal extends Terminal {
  written(): string
}

/** Collects what is written, without colours; with `columns` it is as wide as a terminal a person reads. */
export function testTerminal(columns?: number): TestTerminal {
  let text = ''
  return {
    interactive: columns !== undefined,
    columns,
    write: (more) => {
      text += more
    },
    writeBytes: (bytes) => {
      text += Buffer.from(bytes).toString()
    },
    notice: (sentence) => {
      text += `lemnis: ${sentence}\n`
    },
    progress: () => undefined,
    paint: (plain) => plain,
    confirm: () => Promise.resolve(undefined),
    written: () => text,
  }
}
