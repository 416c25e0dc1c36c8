/** A command that does its work in this process, on the database or the storage itself. */
export interface ProcessCommand {
  readonly summary: string
  readonly usage: string
  readonly options: readonly string[]
  readonly examples: readonly string[]
}

const WORKER_OPTIONS = [
  '--concurrency N    jobs that run at once; else LEMNIS_CONCURRENCY',
  '--queues A,B       only jobs of these queues, by id or name',
] as const

export const processCommands = {
  serve: {
    summary: 'run the service (settings come from LEMNIS_… variables, see docs/settings.md)',
    usage: '[--no-worker] [--concurrency N] [--queues A,B]',
    options: ['--no-worker        run no jobs: other processes on the same database do', ...WORKER_OPTIONS],
    examples: ['lemnis serve', 'DATABASE_URL=postgres://… lemnis serve --no-worker'],
  },
  worker: {
    summary: 'run jobs alone, beside services on the same PostgreSQL and S3',
    usage: '[--concurrency N] [--queues A,B]',
    options: WORKER_OPTIONS,
    examples: ['lemnis worker --concurrency 8', 'lemnis worker --queues queue-doc-process-1'],
  },
  backup: {
    summary: 'write a copy of the embedded database as it is at this moment, also while it is in use',
    usage: 'FILE',
    options: ['--data-dir DIR     the data directory; else LEMNIS_DATA_DIR'],
    examples: ['lemnis backup /backup/lemnis-2026-01-31.db'],
  },
  'db copy': {
    summary: 'copy the embedded database into an empty PostgreSQL database, and compare',
    usage: '--from FILE --to URL',
    options: [
      '--from FILE        a backup, or the file of a service that is stopped',
      '--to URL           postgres://user:password@host:port/name',
      '--json             JSON for programs',
    ],
    examples: ['lemnis db copy --from ./data/lemnis.db --to postgres://lemnis@db/lemnis'],
  },
  'storage verify': {
    summary: 'read all bytes of objects and name what is damaged or missing, also while a service runs',
    usage: '[--rate MB] [--json]',
    options: [
      '--rate MB          megabytes a second at most (100)',
      '--data-dir DIR     the data directory; else LEMNIS_DATA_DIR',
      '--json             JSON for programs, a document a line',
    ],
    examples: ['lemnis storage verify', 'lemnis storage verify --rate 20 --json'],
  },
  'storage copy': {
    summary: 'copy the bytes of objects to another storage, and compare; run again it goes on',
    usage: '--from PLACE --to PLACE',
    options: [
      '--from PLACE       a data directory, or s3://bucket/prefix (see LEMNIS_S3_… in docs/settings.md)',
      '--to PLACE         the same',
      '--json             JSON for programs',
    ],
    examples: ['lemnis storage copy --from ./data --to s3://media/lemnis'],
  },
} as const satisfies Record<string, ProcessCommand>

export type ProcessName = keyof typeof processCommands

export function isProcess(name: string): name is ProcessName {
  return Object.hasOwn(processCommands, name)
}
