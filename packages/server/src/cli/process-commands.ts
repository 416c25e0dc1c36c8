/** A command that works in this process, on the database or the storage itself. */
export interface ProcessCommand {
  readonly summary: string
  readonly usage: string
  readonly options: readonly string[]
  readonly examples: readonly string[]
}

const WORKER_OPTIONS = [
  '--concurrency N    how many jobs run at once; else LEMNIS_CONCURRENCY',
  '--queues A,B       only jobs of these queues, by id or name',
] as const

export const processCommands = {
  serve: {
    summary: 'run the service (settings are LEMNIS_… variables, see docs/settings.md)',
    usage: '[--no-worker] [--concurrency N] [--queues A,B] [--temporary] [--print-env] [--until-stdin-ends]',
    options: [
      '--no-worker        run no jobs: other processes on the same database run them',
      ...WORKER_OPTIONS,
      '--temporary        keep the data in a new temporary directory, and remove it at the end',
      '--assert-settings A,B  start only if these are names of settings',
      '--print-env        when ready, print a line of JSON with the address and the keys, for a program that started this',
      '--until-stdin-ends stop when the standard input ends, as it does when that program is gone',
    ],
    examples: ['lemnis serve', 'DATABASE_URL=postgres://… lemnis serve --no-worker'],
  },
  worker: {
    summary: 'run jobs only, beside services on the same PostgreSQL and S3',
    usage: '[--concurrency N] [--queues A,B]',
    options: WORKER_OPTIONS,
    examples: ['lemnis worker --concurrency 8', 'lemnis worker --queues queue-doc-process-1'],
  },
  backup: {
    summary: 'write a consistent copy of the embedded database, also while it is in use',
    usage: 'FILE',
    options: ['--data-dir DIR     the data directory; else LEMNIS_DATA_DIR'],
    examples: ['lemnis backup /backup/lemnis-2026-01-31.db'],
  },
  'db copy': {
    summary: 'copy the embedded database into an empty PostgreSQL database, and compare them',
    usage: '--from FILE --to URL',
    options: [
      '--from FILE        a backup, or the file of a service that is stopped',
      '--to URL           postgres://user:password@host:port/name',
      '--json             JSON for programs',
    ],
    examples: ['lemnis db copy --from ./data/lemnis.db --to postgres://lemnis@db/lemnis'],
  },
  'storage verify': {
    summary: 'read the bytes of all objects and list damaged and missing ones, also while a service runs',
    usage: '[--rate MB] [--json]',
    options: [
      '--rate MB          at most MB megabytes a second (100)',
      '--data-dir DIR     the data directory; else LEMNIS_DATA_DIR',
      '--json             JSON for programs, a document a line',
    ],
    examples: ['lemnis storage verify', 'lemnis storage verify --rate 20 --json'],
  },
  'storage copy': {
    summary: 'copy the bytes of all objects to another storage, and compare them; may be run again',
    usage: '--from LOCATION --to LOCATION',
    options: [
      '--from LOCATION    a data directory, or s3://bucket/prefix (see LEMNIS_S3_… in docs/settings.md)',
      '--to LOCATION      the same',
      '--json             JSON for programs',
    ],
    examples: ['lemnis storage copy --from ./data --to s3://media/lemnis'],
  },
} as const satisfies Record<string, ProcessCommand>

export type ProcessCommandName = keyof typeof processCommands

export function isProcessCommand(name: string): name is ProcessCommandName {
  return Object.hasOwn(processCommands, name)
}
