import { jobSchema } from '../../api-schemas/jobs.ts'
import type { CommandContext } from '../command.ts'
import { readChoice } from '../read-arguments.ts'
import { readTime } from '../read-time.ts'

/** The parameters that jobs are chosen by, each with its line of help. */
export const JOB_FILTERS = {
  bucket: '--bucket NAME      of this bucket',
  queue: '--queue ID         of this queue',
  state: '--state STATE      Submitted, Running, Success, Failed, Pause or Cancel',
  tag: '--tag TAG          with this tag',
  input: '--input KEY        with this input, together with --bucket',
  prefix: '--prefix KEY       with inputs that begin so, together with --bucket',
  code: '--code CODE        that failed with this code, such as ResourceNotSupported',
  workflow: '--workflow ID      of this workflow',
  batch: '--batch ID         of this batch',
  since: '--since TIME       made since then: 90s, 15m, 1h, 2d, or 2026-01-31T18:00:00Z',
  until: '--until TIME       made before then',
} as const

export const JOB_FILTER_OPTIONS = {
  bucket: { type: 'string' },
  queue: { type: 'string' },
  state: { type: 'string' },
  tag: { type: 'string' },
  input: { type: 'string' },
  prefix: { type: 'string' },
  code: { type: 'string' },
  workflow: { type: 'string' },
  batch: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const

type Given = { readonly [name in keyof typeof JOB_FILTERS]?: string | undefined }

/** What was given, as the API names it. Throws CommandError. */
export function readJobFilter(given: Given, { clock }: CommandContext): Readonly<Record<string, string>> {
  const { state, prefix, since, until, ...others } = given
  const filter = {
    ...others,
    inputPrefix: prefix,
    state: readChoice('state', state, jobSchema.shape.state.options),
    since: readTime('since', since, { clock, towards: 'past' }),
    until: readTime('until', until, { clock, towards: 'past' }),
  }
  const known = Object.keys({ ...JOB_FILTERS, inputPrefix: '' })
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined || !known.includes(name) ? [] : [[name, value] as const],
    ),
  )
}
