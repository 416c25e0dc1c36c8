import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'

export type Tone = 'good' | 'bad' | 'waiting' | 'faint' | 'plain'

/** Where a command writes, and what it may take for granted there. */
export interface Terminal {
  /** Whether a person reads standard output; a pipe or a file gets ISO times, all columns and no colour. */
  readonly interactive: boolean
  /** The width to keep to, characters; `undefined` when there is none. */
  readonly columns: number | undefined
  write(text: string): void
  /** Bytes as they are. */
  writeBytes(bytes: Uint8Array): void
  /** To standard error, with the name of the program before it. */
  complain(sentence: string): void
  paint(text: string, tone: Tone): string
  /** Asks a yes-or-no question; `undefined` when nobody is there to answer. */
  confirm(question: string): Promise<boolean | undefined>
}

const STYLES = { good: 'green', bad: 'red', waiting: 'yellow', faint: 'dim' } as const

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process
  const interactive = stdout.isTTY
  // `lemnis callbacks list | head` closes the pipe early: there is nobody to tell that anything is wrong.
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
    complain: (sentence) => void stderr.write(`lemnis: ${sentence}\n`),
    // `styleText` itself heeds NO_COLOR and FORCE_COLOR, and writes no colour to what is no terminal.
    paint: (text, tone) => (tone === 'plain' ? text : styleText(STYLES[tone], text, { stream: stdout })),
    confirm: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) return undefined
      const lines = createInterface({ input: stdin, output: stderr })
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
      } finally {
        lines.close()
      }
    },
  }
}

/** Text of others on a terminal: control characters could move its cursor or recolour it, so they are shown. */
export function harmless(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
