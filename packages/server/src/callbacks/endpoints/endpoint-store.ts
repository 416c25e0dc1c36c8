import { createHash } from 'node:crypto'
import type { Queryable, Transaction } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { scopeKey, type Scope } from '../scope.ts'
import type { EndpointState } from '../tables.ts'

export interface ScopeHealth {
  readonly scope: Scope
  readonly health: EndpointHealth
}

/** The columns that both tables have. */
interface HealthColumns {
  readonly state: EndpointState
  readonly failures: number
  readonly since: number
  readonly paused_until: number | null
  readonly reason: string
  readonly by_operator: 0 | 1
}

/** The primary key of a row of a bucket. */
interface BucketKey {
  readonly endpoint: string
  readonly bucket_name: string
  readonly address_hash: string
}

const upsertOrigin = prepared<HealthColumns & { readonly endpoint: string }, unknown>((db, bind) =>
  db
    .insertInto('callback_endpoints')
    .values({
      endpoint: bind('endpoint'),
      state: bind('state'),
      failures: bind('failures'),
      since: bind('since'),
      paused_until: bind('paused_until'),
      reason: bind('reason'),
      by_operator: bind('by_operator'),
    })
    .onConflict((conflict) =>
      conflict.column('endpoint').doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        failures: eb.ref('excluded.failures'),
        since: eb.ref('excluded.since'),
        paused_until: eb.ref('excluded.paused_until'),
        reason: eb.ref('excluded.reason'),
        by_operator: eb.ref('excluded.by_operator'),
      })),
    ),
)

const deleteOrigin = prepared<{ readonly endpoint: string }, unknown>((db, bind) =>
  db.deleteFrom('callback_endpoints').where('endpoint', '=', bind('endpoint')),
)

const upsertBucket = prepared<HealthColumns & BucketKey & { readonly address: string }, unknown>((db, bind) =>
  db
    .insertInto('callback_bucket_endpoints')
    .values({
      endpoint: bind('endpoint'),
      bucket_name: bind('bucket_name'),
      address_hash: bind('address_hash'),
      address: bind('address'),
      state: bind('state'),
      failures: bind('failures'),
      since: bind('since'),
      paused_until: bind('paused_until'),
      reason: bind('reason'),
      by_operator: bind('by_operator'),
    })
    .onConflict((conflict) =>
      conflict.columns(['endpoint', 'bucket_name', 'address_hash']).doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        failures: eb.ref('excluded.failures'),
        since: eb.ref('excluded.since'),
        paused_until: eb.ref('excluded.paused_until'),
        reason: eb.ref('excluded.reason'),
        by_operator: eb.ref('excluded.by_operator'),
      })),
    ),
)

const deleteBucket = prepared<BucketKey, unknown>((db, bind) =>
  db
    .deleteFrom('callback_bucket_endpoints')
    .where('endpoint', '=', bind('endpoint'))
    .where('bucket_name', '=', bind('bucket_name'))
    .where('address_hash', '=', bind('address_hash')),
)

/** Stores the health of a scope; `undefined` means that it works. */
export async function saveHealth(
  tx: Transaction,
  scope: Scope,
  health: EndpointHealth | undefined,
): Promise<void> {
  const { endpoint, bucketName, address = '' } = scope
  if (bucketName === undefined) {
    await (health ? upsertOrigin(tx, { ...columnsOf(health), endpoint }) : deleteOrigin(tx, { endpoint }))
    return
  }
  const key = { endpoint, bucket_name: bucketName, address_hash: hashOf(address) }
  await (health ? upsertBucket(tx, { ...columnsOf(health), ...key, address }) : deleteBucket(tx, key))
}

/** Deletes the health of a scope and of all narrower ones. */
export async function clearHealth(tx: Transaction, scope: Scope): Promise<void> {
  const { endpoint, bucketName, address } = scope
  if (bucketName === undefined || address !== undefined) await saveHealth(tx, scope, undefined)
  if (address !== undefined) return
  const narrower = tx.deleteFrom('callback_bucket_endpoints').where('endpoint', '=', endpoint)
  await (bucketName === undefined ? narrower : narrower.where('bucket_name', '=', bucketName)).execute()
}

/** Returns the health of all scopes that are unhealthy, by their keys. */
export async function readHealth(db: Queryable): Promise<Map<string, ScopeHealth>> {
  const origins = await db.selectFrom('callback_endpoints').selectAll().execute()
  const buckets = await db.selectFrom('callback_bucket_endpoints').selectAll().execute()
  const unhealthy = [
    ...origins.map((row) => ({
      scope: { endpoint: row.endpoint, bucketName: undefined, address: undefined },
      health: toHealth(row),
    })),
    ...buckets.map((row) => ({
      scope: {
        endpoint: row.endpoint,
        bucketName: row.bucket_name,
        address: row.address === '' ? undefined : row.address,
      },
      health: toHealth(row),
    })),
  ]
  return new Map(unhealthy.map((one) => [scopeKey(one.scope), one]))
}

/** The keys of an index in PostgreSQL have at most 2,700 bytes, and an address may have 2,048 characters. */
function hashOf(address: string): string {
  return address === '' ? '' : createHash('sha256').update(address).digest('base64url')
}

function columnsOf(health: EndpointHealth): HealthColumns {
  const { state, failures, since, reason, byOperator } = health
  const pausedUntil = health.state === 'paused' ? health.pausedUntil : null
  return { state, failures, since, paused_until: pausedUntil, reason, by_operator: byOperator ? 1 : 0 }
}

function toHealth({
  state,
  failures,
  since,
  reason,
  paused_until,
  by_operator,
}: HealthColumns): EndpointHealth {
  const base = { failures, since, reason, ...(by_operator === 1 && { byOperator: true as const }) }
  if (state !== 'paused') return { ...base, state }
  // The length of the pause is not stored: after a restart the next one is short again.
  return { ...base, state, pausedUntil: paused_until ?? 0, pauseMs: 0 }
}
