import path from 'node:path'
import { createIds } from '../../base/ids.ts'
import type { ApiClient } from '../api-client.ts'
import { chooseBucket } from '../objects/choose-bucket.ts'
import { nearestName } from '../../base/nearest-name.ts'
import {
  usageError,
  type Command,
  type CommandContext,
  type DescribeTags,
  type TagParameter,
} from '../command.ts'
import { deletePrefix } from '../objects/list-objects.ts'
import { removeEmpty } from '../objects/write-file.ts'
import { readArguments, readInteger, SERVICE_OPTIONS } from '../read-arguments.ts'
import type { RunParameters } from '../../job-requests/build-request.ts'
import { misspeltParameter } from '../run/misspelt-parameter.ts'
import { assertFormats } from '../run/assert-formats.ts'
import { assertInputsKept, inputsOf } from '../run/assert-inputs-kept.ts'
import { escapeControlCharacters } from '../terminal.ts'
import { openClient } from '../run/open-client.ts'
import { readParameters } from '../../job-requests/parameters.ts'
import { planFiles, type FilePlan } from '../run/plan-files.ts'
import { tagHelp } from '../run/tag-help.ts'
import { runAll, type EndedRun } from '../run/run-all.ts'
import { RunOutput } from '../run/run-output.ts'

const DEFAULT_CONCURRENCY = 4

const OPTIONS = {
  ...SERVICE_OPTIONS,
  out: { type: 'string', short: 'o' },
  set: { type: 'string', multiple: true },
  'set-operation': { type: 'string', multiple: true },
  template: { type: 'string' },
  bucket: { type: 'string' },
  keep: { type: 'boolean' },
  alone: { type: 'boolean' },
  jobs: { type: 'string' },
} as const

export const run: Command = {
  summary: 'run a job on files of this machine, also without a service, and fetch what it makes',
  usage: 'TAG IN… [-o OUT] [--set NAME=VALUE]…',
  options: [
    'IN                 a file, or a directory: a job for each file right in it (not in directories below)',
    '-o, --out OUT      a file, or a directory. ${Number} numbers several outputs; ${InputName} names the input; - is the standard output',
    '--set NAME=VALUE   a parameter of the tag, such as Format=mp3 or Video.Width=640; "lemnis run TAG --help" lists them',
    '--set-operation NAME=VALUE',
    '                   another element of Operation, such as UserData=abc',
    '--template ID      the parameters of a template',
    `--jobs N           jobs at once (${DEFAULT_CONCURRENCY})`,
    '--bucket NAME      where the files are kept meanwhile; else the first of LEMNIS_BUCKETS',
    '--keep             leave them there, below .lemnis-run/',
    '--alone            start a temporary service, even if one runs',
  ],
  examples: [
    'lemnis run NoiseReduction in.wav -o out.mp3 --set Strength=60',
    'lemnis run MediaInfo film.mp4',
    "lemnis run Snapshot film.mp4 -o 'shots/${Number}.jpg' --set Mode=Interval --set TimeInterval=10 --set Count=5",
    'lemnis run Transcode films/ -o small/ --set Container.Format=mp4',
    'lemnis run Transcode film.mov -o film.mp4 --set Video.Width=640 --set Audio.Codec=aac',
  ],
  async helpOn(tag, describeTags) {
    return tagHelp(tag, parametersOf(tag, await describeTags()))
  },
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    const [tag, ...files] = positionals
    if (tag === undefined || files.length === 0) throw usageError('Give a tag and a file, or several.')
    const { set = [], 'set-operation': setOperation = [], template, out } = values
    const given = { tag, set, setOperation, template }
    // A service elsewhere may be of another release: it is asked first.
    if (values.url === undefined) parametersOf(tag, await context.describeTags())
    const misspelt = await findMisspelt(context, given)
    if (misspelt !== undefined && values.url === undefined) throw usageError(misspelt)
    const parameters = { ...given, misspelt }
    const plans = plan(context, parameters, { given: files, out })
    if (values.json && plans.some(({ output }) => output?.toStandardOutput))
      throw usageError('--json and -o - both write to the standard output: give one of them.')
    const concurrency = readInteger('jobs', values.jobs, { least: 1, most: 100 }) ?? DEFAULT_CONCURRENCY
    // Before anything is started that would have to be removed.
    const signal = context.untilStopped()
    await using opened = await openClient(context, values)
    const output = new RunOutput(context.terminal, { total: plans.length, json: values.json === true })
    const { bucket, keep = false } = values
    const wanted = { client: opened.client, parameters, plans, concurrency, output, bucket, keep }
    const ended = await runInBucket(context, wanted, signal)
    output.finish(ended)
    return ended.length === plans.length && ended.every(isSuccess) ? 0 : 1
  },
}

/** Throws CommandError for a tag that this release does not have. */
function parametersOf(tag: string, tags: Awaited<ReturnType<DescribeTags>>): readonly TagParameter[] {
  const parameters = tags.get(tag)
  if (parameters) return parameters
  const names = [...tags.keys()]
  const meant = names.find((name) => name.toLowerCase() === tag.toLowerCase()) ?? nearestName(tag, names)
  const hint = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`
  throw usageError(`There is no tag ${tag}. ${hint}`)
}

/** The jobs, none of which would lose a file. Throws CommandError. */
function plan(
  { terminal }: CommandContext,
  parameters: RunParameters,
  files: { readonly given: readonly string[]; readonly out: string | undefined },
): readonly FilePlan[] {
  const onLeftOut = (leftOut: readonly string[]): void => {
    const names = leftOut.map((file) => escapeControlCharacters(path.basename(file))).join(', ')
    terminal.notice(`left out as no media, by the extension: ${names}.`)
  }
  const plans = planFiles(parameters, { ...files, onLeftOut })
  assertInputsKept(plans)
  assertFormats(parameters, plans)
  return plans
}

/** A sentence about a parameter that the tag of this release does not have. Throws ParameterError for what is none. */
async function findMisspelt(context: CommandContext, parameters: RunParameters): Promise<string | undefined> {
  const { tag, set, setOperation } = parameters
  if (set.length + setOperation.length === 0) return undefined
  readParameters('set', set)
  readParameters('set-operation', setOperation)
  const tags = await context.describeTags()
  return misspeltParameter(parameters, tags.get(tag))
}

const isSuccess = ({ finished }: EndedRun): boolean => finished?.job.state === 'Success'

interface Wanted {
  readonly client: ApiClient
  readonly parameters: RunParameters
  readonly plans: readonly FilePlan[]
  readonly concurrency: number
  readonly output: RunOutput
  readonly bucket: string | undefined
  readonly keep: boolean
}

/** Runs all plans, and removes their objects however that ends. */
async function runInBucket(
  context: CommandContext,
  { client, parameters, plans, concurrency, output, keep, ...wanted }: Wanted,
  signal: AbortSignal,
): Promise<readonly EndedRun[]> {
  const bucket = await chooseBucket(client, wanted.bucket)
  const made: string[] = []
  const hints = new Set<string>()
  const prefix = path.posix.join('.lemnis-run', createIds(context.clock).randomHex(8), '/')
  try {
    return await runAll(
      {
        tools: {
          client,
          bucket,
          parameters,
          inputs: inputsOf(plans),
          onMade: (directory) => made.push(directory),
          clock: context.clock,
          onHint: (sentence) => {
            if (hints.has(sentence)) return
            hints.add(sentence)
            context.terminal.notice(sentence)
          },
        },
        ...{ plans, prefix, concurrency },
        onProgress: (plan, what) => {
          output.progress(plan, what)
        },
        onEnd: (ended) => {
          output.end(ended)
        },
      },
      signal,
    )
  } finally {
    context.terminal.progress(undefined)
    await removeEmpty(made)
    if (!keep) await deletePrefix(client, { bucket: bucket.name, prefix })
  }
}
