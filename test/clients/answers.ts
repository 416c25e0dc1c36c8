import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { RunningService } from '../../tooling/start-service.ts'
import { rawRequest } from '../signed-client.ts'

/** What the service answered to one request, as the log tells it. */
export type Answer = z.infer<typeof Answer>
const Answer = z.object({
  method: z.string(),
  host: z.string().exactOptional(),
  path: z.string(),
  /** Names of the query, joined with `&`. */
  parameters: z.string(),
  status: z.union([z.number(), z.literal('cut')]),
  /** Of the error, where it was one. */
  code: z.string().exactOptional(),
  reason: z.string().exactOptional(),
})

const ANSWERED = '"msg":"answered"'
const LOOK_EVERY_MS = 5
/** The line of an answer on another connection may come a little later than that of our own. */
const SETTLE_MS = 20

/** Begins to listen: what is returned gives the answers since then. The service must log at the level debug. */
export function listen(service: RunningService): () => Promise<readonly Answer[]> {
  const from = service.log().length
  return async () => {
    const path = `/until-here-${crypto.randomUUID()}`
    await rawRequest(service.port, { method: 'GET', path, headers: { host: 'localhost' } })
    while (!service.log().slice(from).includes(path)) await setTimeout(LOOK_EVERY_MS)
    await setTimeout(SETTLE_MS)
    const lines = service.log().slice(from).split('\n')
    return lines
      .filter((line) => line.includes(ANSWERED) && !line.includes(path))
      .map((line) => Answer.parse(JSON.parse(line)))
  }
}
