import type { Queryable, Transaction } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { ServiceName } from './families.ts'

export interface Activation {
  readonly state: 'Active' | 'Closed'
  readonly changed_at: number
}

/** Returns `undefined` if the bucket was never activated or closed: the service is then active, as for a new bucket. */
export async function findActivation(
  db: Queryable,
  bucketId: number,
  service: ServiceName,
): Promise<Activation | undefined> {
  return (await selectActivation(db, { bucketId, service })).at(0)
}

const selectActivation = prepared<{ bucketId: number; service: ServiceName }, Activation>((db, bind) =>
  db
    .selectFrom('service_activations')
    .select(['state', 'changed_at'])
    .where('bucket_id', '=', bind('bucketId'))
    .where('service', '=', bind('service')),
)

export async function saveActivation(
  tx: Transaction,
  activation: { bucketId: number; service: ServiceName; state: 'Active' | 'Closed'; now: number },
): Promise<void> {
  const { bucketId, service, state, now } = activation
  await tx
    .insertInto('service_activations')
    .values({ bucket_id: bucketId, service, state, changed_at: now })
    .onConflict((conflict) =>
      conflict.columns(['bucket_id', 'service']).doUpdateSet({ state, changed_at: now }),
    )
    .execute()
}

/** Returns the activation of each bucket for one service, by bucket row id. */
export async function listActivations(
  db: Queryable,
  service: ServiceName,
): Promise<ReadonlyMap<number, Activation>> {
  const rows = await db
    .selectFrom('service_activations')
    .select(['bucket_id', 'state', 'changed_at'])
    .where('service', '=', service)
    .execute()
  return new Map(rows.map(({ bucket_id: bucketId, ...activation }) => [bucketId, activation]))
}
