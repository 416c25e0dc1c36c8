import { ResponseReader } from '../response-reader.ts'

export const OK = 'HTTP/1.1 200 OK\r\n'

/** Everything that a reader says, after the connection has ended if `closes`. */
interface Read {
  readonly status: number | undefined
  readonly headers: unknown
  readonly body: string
  readonly ended: boolean
  readonly mayBeComplete: boolean
  readonly idleMs: number
  readonly problem: string
}

export function read(pieces: readonly Buffer[], closes = false): Read {
  const reader = new ResponseReader()
  for (const piece of pieces) reader.push(piece)
  if (closes && !reader.ended) reader.breakOff()
  const { status, headers, body, ended, mayBeComplete, idleMs, problem } = reader
  return { status, headers, body: body.toString('latin1'), ended, mayBeComplete, idleMs, problem }
}

export function readText(text: string, closes = false): Read {
  return read([Buffer.from(text, 'latin1')], closes)
}
