import type { Reply } from '../call.ts'
import { streamChanges } from '../events/change-stream.ts'
import { ApiProblem } from './problem.ts'
import { BinaryAnswer, bytesRoute, noQuery } from './route.ts'

/** Of one process. A browser has one, whatever the number of its pages. */
const MOST_STREAMS = 1_000

const HEADERS = {
  'cache-control': 'no-store',
  // A proxy that gathers an answer would keep the events.
  'x-accel-buffering': 'no',
} as const

const eventsRoute = bytesRoute({
  path: '/events',
  summary: 'A stream that tells what has changed, until the client ends it.',
  query: noQuery,
  answer: new BinaryAnswer(
    'text/event-stream',
    'Server-sent events. `ready` comes first; `changes` says what may have changed; after `reset`, and after `ready` without `isResumed`, the client has to read everything again. `Last-Event-ID` goes on after an event.',
  ),
  async handle({ changes }, { headers, isAllowed, signal }): Promise<Reply> {
    if (changes.streams >= MOST_STREAMS)
      throw new ApiProblem('unavailable', `There are ${MOST_STREAMS} streams already.`, {
        'retry-after': '30',
      })
    const lastEventId = headers['last-event-id']?.toString()
    const events = streamChanges(changes, { lastEventId, isAllowed, signal })
    const { value: first } = await events.next()
    return { status: 200, headers: HEADERS, ...(first && { body: { first, rest: events } }) }
  },
})

export const eventRoutes = [eventsRoute]
