import { webhookKey, type WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Database, Queryable, Transaction } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'

/** Bytes of a new key: the output size of SHA-256. */
const KEY_BYTES = 32

/** Older keys than these are not looked for in signatures. */
const MAX_NAMED = 32

/** The keys are read at this interval even without a wake-up. */
const REFRESH_MS = 30_000

export interface KeyRecord {
  readonly id: number
  /** Ms since 1970. */
  readonly createdAt: number
  /** From then on nothing is signed with it. */
  readonly retiresAt: number | undefined
}

/** The keys that callbacks are signed with, the newest first. Each callback is signed with all of them. */
export interface SigningKeys extends Disposable {
  readonly current: () => readonly WebhookKey[]
}

/** Returns keys from the settings: the operator rotates them. */
export function staticKeys(keys: readonly WebhookKey[]): SigningKeys {
  return { current: () => keys, [Symbol.dispose]: () => undefined }
}

/** Returns keys that are stored in the database. When there are none, `initialSecret` is stored first. */
export async function storedKeys(db: Database, clock: Clock, initialSecret: string): Promise<SigningKeys> {
  await db.transact(async (tx) => {
    await lockName(tx, 'webhook-keys')
    const any = await tx.selectFrom('webhook_keys').select('id').limit(1).executeTakeFirst()
    if (any) return
    // A copy of the keys that outlived their database may have several, the newest first.
    for (const secret of initialSecret.split(',').toReversed()) await insertKey(tx, secret, clock.now())
  })
  let cached = await readKeys(db.reader)
  // While the database can't be read, the keys of the last refresh are used.
  const refresh = (): void => {
    readKeys(db.reader).then(
      (keys) => (cached = keys),
      () => undefined,
    )
  }
  const wakeUps = db.onWake('webhook-keys', refresh)
  const timer = setInterval(refresh, REFRESH_MS).unref()
  return {
    current: () => cached.filter(({ retiresAt }) => retiresAt > clock.now()).map(({ key }) => key),
    [Symbol.dispose]() {
      clearInterval(timer)
      wakeUps[Symbol.dispose]()
    },
  }
}

/**
 * One transaction: makes a new key, and retires the others after `overlapMs`. Until then callbacks are signed with all of
 * them, so that receivers have time to change. Returns the new secret (`whsec_…`) and the keys that will retire.
 */
export async function rotateKeys(
  db: Database,
  { ids, now, overlapMs }: { readonly ids: Ids; readonly now: number; readonly overlapMs: number },
): Promise<{ readonly secret: string; readonly retires: readonly KeyRecord[] }> {
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

/** The stored secrets: those that sign at `now`, the newest first, and all that ever did. */
export async function readSecrets(
  db: Queryable,
  now: number,
): Promise<{ readonly signing: readonly string[]; readonly all: ReadonlySet<string> }> {
  const rows = await db
    .selectFrom('webhook_keys')
    .select(['secret', 'retires_at'])
    .orderBy('id', 'desc')
    .execute()
  const signing = rows.filter(({ retires_at }) => retires_at === null || retires_at > now)
  return { signing: signing.map(({ secret }) => secret), all: new Set(rows.map(({ secret }) => secret)) }
}

/** Returns all keys, retired ones included, the newest first. */
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

/** A key with the name that an operator knows it by. */
export interface NamedKey {
  readonly name: string
  readonly key: WebhookKey
}

/** All stored keys by their ids, retired ones included, the newest first. */
export async function readNamedKeys(db: Queryable): Promise<readonly NamedKey[]> {
  const rows = await db
    .selectFrom('webhook_keys')
    .select(['id', 'secret'])
    .orderBy('id', 'desc')
    .limit(MAX_NAMED)
    .execute()
  return rows.map(({ id, secret }) => ({ name: String(id), key: webhookKey(secret) }))
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
