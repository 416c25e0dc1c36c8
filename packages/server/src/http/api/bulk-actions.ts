import { z } from 'zod'
import {
  bulkActionListSchema,
  bulkActionSchema,
  bulkStartSchema,
  type BulkActionJson,
} from '../../api-schemas/bulk-actions.ts'
import { findBulkAction, listBulkActions, type BulkAction } from '../../bulk-actions/store.ts'
import {
  MAX_MATCHED,
  MAX_RUNNING,
  previewBulkAction,
  startBulkAction,
  type BulkRequest,
} from '../../engine/bulk/start-bulk-action.ts'
import { CANCELLED_STATES, RERUN_STATES } from '../../engine/bulk/selection.ts'
import { stopBulkAction } from '../../engine/bulk/stop-bulk-action.ts'
import type { ApiContext } from './api-context.ts'
import { callbackFilterFields } from './callbacks/callback-filter.ts'
import { showPreview } from './bulk-preview.ts'
import { checkJobFilter, jobFilterFields } from './jobs/job-filter.ts'
import { ApiProblem } from './problem.ts'
import { readEndpoint } from './read-scope.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { toIsoTime, toIsoTimeOrNull } from './times.ts'

const LISTED = 50

const startBody = z.strictObject({
  action: z.enum(['replay', 'cancel', 'rerun']),
  jobs: z.strictObject(jobFilterFields).optional().meta({
    description: 'Of `cancel` (those that wait or run) and `rerun` (with a `state` that is an end).',
  }),
  callbacks: z.strictObject(callbackFilterFields).optional().meta({ description: 'Of `replay`.' }),
  ratePerSecond: z.number().min(0.01).max(10_000).optional(),
  dryRun: z.boolean().default(false),
})

const startRoute = changeRoute({
  method: 'POST',
  path: '/bulk-actions',
  summary:
    'Sends all callbacks again that match, or cancels all jobs, or submits their requests again: up to 100,000, in small ' +
    'steps, at a rate, also after a restart. `dryRun` only counts.',
  body: startBody,
  answer: bulkStartSchema,
  async handle(context, { body: { dryRun, ...body } }) {
    const request = readRequest(body)
    const preview = await previewBulkAction(context.engine, request)
    const shown = await showPreview(context.db.reader, request, preview)
    if (dryRun || preview.matched === 0) return { dryRun, ...shown, action: null }
    if (preview.isMore)
      throw new ApiProblem(
        'invalid_argument',
        `More than ${MAX_MATCHED} match: narrow the filter, such as by time.`,
      )
    const action = await startBulkAction(context.engine, request, preview)
    if (!action)
      throw new ApiProblem('conflict', `${MAX_RUNNING} actions run already: wait for one, or stop one.`)
    return { dryRun, ...shown, action: serializeAction(action) }
  },
})

/** Throws ApiProblem for a filter that the action can't have. */
function readRequest({
  action,
  jobs,
  callbacks,
  ratePerSecond,
}: Omit<z.output<typeof startBody>, 'dryRun'>): BulkRequest {
  const [given, other] = action === 'replay' ? [callbacks, jobs] : [jobs, callbacks]
  if (!given || other)
    throw new ApiProblem(
      'invalid_argument',
      `${action} takes the filter ${action === 'replay' ? 'callbacks' : 'jobs'}, and no other.`,
    )
  if (callbacks?.endpoint !== undefined) readEndpoint(callbacks.endpoint)
  if (jobs) checkJobFilter(jobs)
  if (action === 'cancel' && jobs?.state && !CANCELLED_STATES.includes(jobs.state))
    throw new ApiProblem('invalid_argument', `A job that is ${jobs.state} can’t be cancelled.`)
  if (action === 'rerun' && !(jobs?.state && RERUN_STATES.includes(jobs.state)))
    throw new ApiProblem('invalid_argument', `rerun takes a state: ${RERUN_STATES.join(', ')}.`)
  return { action, selection: given, ratePerSecond }
}

const listRoute = readRoute({
  path: '/bulk-actions',
  summary: 'The last bulk actions, newest first, with how far they are.',
  query: noQuery,
  answer: bulkActionListSchema,
  async handle({ db }) {
    return { actions: (await listBulkActions(db.reader, LISTED)).map(serializeAction) }
  },
})

const showRoute = readRoute({
  path: '/bulk-actions/{id}',
  summary: 'One bulk action.',
  query: noQuery,
  answer: bulkActionSchema,
  async handle({ db }, { id }) {
    return serializeAction(required(await findBulkAction(db.reader, readId(id)), id))
  },
})

const stopRoute = changeRoute({
  method: 'POST',
  path: '/bulk-actions/{id}/stop',
  summary: 'Ends a bulk action where it is. What it has done stays.',
  body: z.strictObject({}),
  answer: bulkActionSchema,
  async handle({ engine }: ApiContext, { id }) {
    return serializeAction(required(await stopBulkAction(engine, readId(id)), id))
  },
})

const readId = (id: string): number => (/^\d{1,15}$/.test(id) ? Number(id) : 0)

function required(action: BulkAction | undefined, id: string): BulkAction {
  if (action) return action
  throw new ApiProblem('not_found', `There is no bulk action ${id}, or it is kept no longer.`)
}

function serializeAction(action: BulkAction): BulkActionJson {
  const { id, selection, ratePerSecond, state, matched, done, skipped, message } = action
  const filter = Object.entries(selection).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name, name === 'since' || name === 'until' ? toIsoTime(Number(value)) : String(value)] as const],
  )
  return {
    ...{ id, action: action.action, filter: Object.fromEntries(filter), state },
    ...{ matched, done, skipped, message },
    ratePerSecond: ratePerSecond ?? null,
    createdAt: toIsoTime(action.createdAt),
    endedAt: toIsoTimeOrNull(action.endedAt),
  }
}

export const bulkActionRoutes = [startRoute, listRoute, showRoute, stopRoute]
