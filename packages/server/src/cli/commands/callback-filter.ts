import { callbackStateFilter } from '../../api-schemas/callbacks.ts'
import type { CommandContext } from '../command.ts'
import { readChoice } from '../read-arguments.ts'
import { readTime } from '../read-time.ts'

export const FILTER_OPTIONS = {
  state: { type: 'string' },
  queue: { type: 'string' },
  bucket: { type: 'string' },
  tag: { type: 'string' },
  endpoint: { type: 'string' },
  event: { type: 'string' },
  answer: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const

export const FILTER_HELP = [
  '--state STATE      pending, paused, parked, delivered, dead, or undelivered (the first three)',
  '--queue ID         of this queue',
  '--bucket NAME      of jobs of this bucket',
  '--tag TAG          of jobs with this tag',
  '--endpoint ORIGIN  to this endpoint, such as https://hooks.example.com:443',
  '--event NAME       TaskFinish or WorkflowFinish',
  '--answer CODE      whose last attempt came to this: a status such as 500, or a cause such as timeout',
  '--since TIME       made since then: 90s, 15m, 1h, 2d, or 2026-01-31T18:00:00Z',
  '--until TIME       made before then',
] as const

export interface CallbackFilter {
  readonly state: string | undefined
  readonly queue: string | undefined
  readonly bucket: string | undefined
  readonly tag: string | undefined
  readonly endpoint: string | undefined
  readonly event: string | undefined
  readonly answer: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
}

type Given = { readonly [name in keyof CallbackFilter]?: string | undefined }

export function readFilter(
  given: Given,
  { clock }: CommandContext,
): CallbackFilter & Readonly<Record<string, string | undefined>> {
  return {
    state: readChoice('state', given.state, callbackStateFilter.options),
    queue: given.queue,
    bucket: given.bucket,
    tag: given.tag,
    endpoint: given.endpoint,
    event: given.event,
    answer: given.answer,
    since: readTime('since', given.since, { clock, towards: 'past' }),
    until: readTime('until', given.until, { clock, towards: 'past' }),
  }
}
