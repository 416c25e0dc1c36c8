import type { Queryable } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import type { CallbackEndpointRow } from './tables.ts'

/** The wake-up that says an operator parked, paused or resumed an endpoint. */
export const ENDPOINTS_CHANNEL = 'callback-endpoints'

const upsert = prepared<CallbackEndpointRow, unknown>((db, bind) =>
  db
    .insertInto('callback_endpoints')
    .values({
      endpoint: bind('endpoint'),
      state: bind('state'),
      failures: bind('failures'),
      since: bind('since'),
      paused_until: bind('paused_until'),
      reason: bind('reason'),
    })
    .onConflict((conflict) =>
      conflict.column('endpoint').doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        failures: eb.ref('excluded.failures'),
        since: eb.ref('excluded.since'),
        paused_until: eb.ref('excluded.paused_until'),
        reason: eb.ref('excluded.reason'),
      })),
    ),
)

const remove = prepared<{ endpoint: string }, unknown>((db, bind) =>
  db.deleteFrom('callback_endpoints').where('endpoint', '=', bind('endpoint')),
)

/** Keeps how an endpoint is doing; `undefined` means that it works. */
export async function saveHealth(
  tx: Queryable,
  endpoint: string,
  health: EndpointHealth | undefined,
): Promise<void> {
  if (!health) {
    await remove(tx, { endpoint })
    return
  }
  const { state, failures, since, reason } = health
  const pausedUntil = health.state === 'paused' ? health.pausedUntil : null
  await upsert(tx, { endpoint, state, failures, since, paused_until: pausedUntil, reason })
}

/** All endpoints in trouble, by name. */
export async function readHealth(db: Queryable): Promise<Map<string, EndpointHealth>> {
  const rows = await db.selectFrom('callback_endpoints').selectAll().execute()
  return new Map(rows.map((row) => [row.endpoint, toHealth(row)]))
}

function toHealth({ state, failures, since, reason, paused_until }: CallbackEndpointRow): EndpointHealth {
  const trouble = { failures, since, reason }
  if (state !== 'paused') return { ...trouble, state }
  // How long the pause was is not kept: after a restart the next one is short again.
  return { ...trouble, state, pausedUntil: paused_until ?? 0, pauseMs: 0 }
}
