import { styleText } from 'node:util'

export type Style = 'good' | 'bad' | 'waiting' | 'faint' | 'plain'

/** Where a command writes. */
export interface Terminal {
  /** Whether standard output is a terminal; a pipe or a file gets ISO times, all columns and no colour. */
  readonly interactive: boolean
  /** The width to keep to, characters; `undefined` when there is none. */
  readonly columns: number | undefined
  write(text: string): void
  /** Bytes as they are. */
  writeBytes(bytes: Uint8Array): void
  /** To standard error, with the name of the program before it. */
  notice(sentence: string): void
  /** Shows a line that the next one replaces; `undefined` removes it. Nothing unless standard error is a terminal. */
  progress(line: string | undefined): void
  paint(text: string, style: Style): string
  /** Asks a yes-or-no question; `undefined` without a terminal. */
  confirm(question: string): Promise<boolean | undefined>
}

const COLORS = { good: 'green', bad: 'red', waiting: 'yellow', faint: 'dim' } as const

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process
  const interactive = stdout.isTTY
  // `lemnis callbacks list | head` closes the pipe early, which is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    stderr.write(`lemnis: the output can't be written: ${error.message}.\n`)
    process.exit(1)
  })
  return {
    interactive,
    columns: interactive ? stdout.columns : undefined,
    write: (text) => void stdout.write(text),
    writeBytes: (bytes) => void stdout.write(bytes),
    notice: (sentence) => void stderr.write(`lemnis: ${sentence}\n`),
    progress: (line) => {
      if (!stderr.isTTY) return
      stderr.write(`\r\u001b[K${(line ?? '').slice(0, Math.max(0, stderr.columns - 1))}`)
    },
    // `styleText` itself respects NO_COLOR and FORCE_COLOR, and writes no colour to what is no terminal.
    paint: (text, style) => (style === 'plain' ? text : styleText(COLORS[style], text, { stream: stdout })),
    confirm: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) return undefined
      // Most commands ask nothing, and the module takes a part of their start.
      const { createInterface } = await import('node:readline/promises')
      const lines = createInterface({ input: stdin, output: stderr })
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
      } finally {
        lines.close()
      }
    },
  }
}

/** For text of others on a terminal: their control characters could move its cursor or recolour it. */
export function escapeControlCharacters(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
