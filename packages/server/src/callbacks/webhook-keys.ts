import { webhookKey, type WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Database, Queryable, Transaction } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'

/** Bytes of a new key, as long as what its signatures are made with. */
const KEY_BYTES = 32

/** Another process may have made a key: look again after so long. */
const LOOK_AGAIN_MS = 30_000

export interface KeyRecord {
  readonly id: number
  /** Ms since 1970. */
  readonly createdAt: number
  /** From then on nothing is signed with it. */
  readonly retiresAt: number | undefined
}

export interface Rotated {
  /** `whsec_…`: shown once, to whoever rotated. */
  readonly secret: string
  readonly retires: readonly KeyRecord[]
}

/** The keys that callbacks are signed with: each with all of them, the newest first. */
export interface SigningKeys extends Disposable {
  readonly current: () => readonly WebhookKey[]
}

/** Keys that the operator gave: they are the operator's to change. */
export function givenKeys(keys: readonly WebhookKey[]): SigningKeys {
  return { current: () => keys, [Symbol.dispose]: () => undefined }
}

/** Keys that live in the database; `first` is put there when it has none. */
export async function keptKeys(db: Database, clock: Clock, first: string): Promise<SigningKeys> {
  await db.transact(async (tx) => {
    await lockName(tx, 'webhook-keys')
    const any = await tx.selectFrom('webhook_keys').select('id').limit(1).executeTakeFirst()
    if (!any) await insertKey(tx, first, clock.now())
  })
  let kept = await readKeys(db.reader)
  // While the database can't be read the keys known so far stay; the next look comes soon.
  const renew = (): void => {
    readKeys(db.reader).then(
      (keys) => (kept = keys),
      () => undefined,
    )
  }
  const wakeUps = db.onWake('webhook-keys', renew)
  const timer = setInterval(renew, LOOK_AGAIN_MS).unref()
  return {
    current: () => kept.filter(({ retiresAt }) => retiresAt > clock.now()).map(({ key }) => key),
    [Symbol.dispose]() {
      clearInterval(timer)
      wakeUps[Symbol.dispose]()
    },
  }
}

/**
 * One transaction: a new key, and an end for those before it. Until then callbacks carry a signature of each, so that
 * receivers change over when they like.
 */
export async function rotateKeys(
  db: Database,
  { ids, now, overlapMs }: { readonly ids: Ids; readonly now: number; readonly overlapMs: number },
): Promise<Rotated> {
  const secret = `whsec_${Buffer.from(ids.randomHex(KEY_BYTES), 'hex').toString('base64')}`
  await db.transact(async (tx) => {
    await lockName(tx, 'webhook-keys')
    await tx
      .updateTable('webhook_keys')
      .set({ retires_at: now + overlapMs })
      .where('retires_at', 'is', null)
      .execute()
    await insertKey(tx, secret, now)
    tx.wake('webhook-keys')
  })
  const keys = await listKeys(db.reader)
  return { secret, retires: keys.filter(({ retiresAt }) => retiresAt !== undefined && retiresAt > now) }
}

/** All keys that ever were, the newest first. */
export async function listKeys(db: Queryable): Promise<readonly KeyRecord[]> {
  const rows = await db
    .selectFrom('webhook_keys')
    .select(['id', 'created_at', 'retires_at'])
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    retiresAt: row.retires_at ?? undefined,
  }))
}

async function insertKey(tx: Transaction, secret: string, now: number): Promise<void> {
  await tx.insertInto('webhook_keys').values({ secret, created_at: now, retires_at: null }).execute()
}

async function readKeys(db: Queryable): Promise<readonly { key: WebhookKey; retiresAt: number }[]> {
  const rows = await db
    .selectFrom('webhook_keys')
    .select(['secret', 'retires_at'])
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ secret, retires_at }) => ({
    key: webhookKey(secret),
    retiresAt: retires_at ?? Infinity,
  }))
}
