import { assertNoPositionals, readArguments, readInteger } from '../cli/read-arguments.ts'
import type { WorkerWanted } from './parts.ts'

export interface ServeWanted extends WorkerWanted {
  /** Whether the process runs jobs itself. */
  readonly worker: boolean
}

const WORKER = { concurrency: { type: 'string' }, queues: { type: 'string' } } as const

/** The arguments of `lemnis worker`. Throws a CommandError for what is none of them. */
export function readWorkerArguments(args: readonly string[]): WorkerWanted {
  const { values, positionals } = readArguments(args, WORKER)
  assertNoPositionals(positionals)
  return toWanted(values)
}

/** The arguments of `lemnis serve`. */
export function readServeArguments(args: readonly string[]): ServeWanted {
  const { values, positionals } = readArguments(args, { ...WORKER, 'no-worker': { type: 'boolean' } })
  assertNoPositionals(positionals)
  return { ...toWanted(values), worker: values['no-worker'] !== true }
}

function toWanted(values: { concurrency?: string | undefined; queues?: string | undefined }): WorkerWanted {
  const queues = values.queues
    ?.split(',')
    .map((queue) => queue.trim())
    .filter((queue) => queue !== '')
  return {
    concurrency: readInteger('concurrency', values.concurrency, { least: 1, most: 256 }),
    queues: queues?.length === 0 ? undefined : queues,
  }
}
