import { destination, pino, type Logger } from 'pino'

export type Log = Logger

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Names that must never be printed, wherever in a logged object they stand. */
const SECRET_FIELDS = [
  'authorization',
  'secretKey',
  'secret',
  'token',
  'signature',
  'adminToken',
  'readToken',
  'webhookSecret',
]

/** What can't be written now is kept for later up to here, and what is more is dropped, bytes. */
const MOST_UNWRITTEN = 1024 * 1024

/** JSON lines on standard error: standard output belongs to what a command answers. */
export function createLog(level: LogLevel): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
    },
    toStandardError(),
  )
}

/** A log file on a full disk, or a reader that is gone, ends no service. */
function toStandardError() {
  const sink = destination({ dest: 2, sync: true, maxLength: MOST_UNWRITTEN })
  sink.on('error', () => undefined)
  return sink
}

/** A log that says nothing, for tests and for commands without one. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}
