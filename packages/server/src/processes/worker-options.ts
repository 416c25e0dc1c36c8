import type { ParseArgsOptionsConfig } from 'node:util'
import { usageError } from '../cli/command.ts'
import { assertNoPositionals, readArguments, readInteger } from '../cli/read-arguments.ts'
import { isSetting } from '../config/check-settings.ts'

export interface WorkerOptions {
  /** Jobs at once; as the settings say when absent. */
  readonly concurrency?: number | undefined
  /** Only jobs of these queues, by id or name. */
  readonly queues?: readonly string[] | undefined
}

/** What a service does. */
export interface ServiceOptions extends WorkerOptions {
  /** Whether the process runs jobs itself. */
  readonly worker: boolean
}

export interface ServeOptions extends ServiceOptions {
  /** Whether a start says how to reach it as JSON, with its keys, instead of in sentences. */
  readonly printEnv: boolean
  readonly untilStdinEnds: boolean
  /** Whether the data is in a directory of its own, which is removed at the end. */
  readonly temporary: boolean
  /** Names that have to be settings: otherwise nothing starts. */
  readonly assertSettings: readonly string[]
}

const WORKER_ARGUMENTS = { concurrency: { type: 'string' }, queues: { type: 'string' } } as const
const SERVE_ARGUMENTS = {
  ...WORKER_ARGUMENTS,
  'no-worker': { type: 'boolean' },
  'print-env': { type: 'boolean', default: false },
  'until-stdin-ends': { type: 'boolean', default: false },
  temporary: { type: 'boolean', default: false },
  'assert-settings': { type: 'string' },
} as const

/** Reads the arguments of `lemnis worker`. Throws CommandError. */
export function readWorkerOptions(args: readonly string[]): WorkerOptions {
  assertNoSettings(args, WORKER_ARGUMENTS)
  const { values, positionals } = readArguments(args, WORKER_ARGUMENTS)
  assertNoPositionals(positionals)
  return toWorkerOptions(values)
}

/** Reads the arguments of `lemnis serve`. Throws CommandError. */
export function readServeOptions(args: readonly string[]): ServeOptions {
  assertNoSettings(args, SERVE_ARGUMENTS)
  const { values, positionals } = readArguments(args, SERVE_ARGUMENTS)
  assertNoPositionals(positionals)
  return {
    ...toWorkerOptions(values),
    worker: values['no-worker'] !== true,
    printEnv: values['print-env'],
    untilStdinEnds: values['until-stdin-ends'],
    temporary: values.temporary,
    assertSettings: readList(values['assert-settings']) ?? [],
  }
}

/** Throws CommandError for an option that is a setting of the environment, such as --port. */
function assertNoSettings(args: readonly string[], options: ParseArgsOptionsConfig): void {
  for (const arg of args) {
    const [, name = ''] = /^--([a-z-]+)/.exec(arg) ?? []
    const setting = `LEMNIS_${name.toUpperCase().replaceAll('-', '_')}`
    if (Object.hasOwn(options, name) || !isSetting(setting)) continue
    throw usageError(`Unknown option '--${name}'. It is a setting: set ${setting} in the environment.`)
  }
}

function toWorkerOptions(values: {
  concurrency?: string | undefined
  queues?: string | undefined
}): WorkerOptions {
  const queues = readList(values.queues)
  return {
    concurrency: readInteger('concurrency', values.concurrency, { least: 1, most: 256 }),
    queues: queues?.length === 0 ? undefined : queues,
  }
}

function readList(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}
