import { sql, type RawBuilder } from 'kysely'
import type { Database, Queryable } from '../db/database.ts'
import { urlWithoutQuery } from '../db/dialect.ts'
import type { Redirect } from './redirect.ts'
import { addressOf } from './scope.ts'

/** Stores where the sender of this database sends all callbacks. It writes only a change: a disk may be full. */
export async function saveRedirect(db: Database, redirect: Redirect | undefined): Promise<void> {
  const stored = await db.reader.selectFrom('callback_redirect').selectAll().executeTakeFirst()
  const row = redirect && { endpoint: redirect.endpoint, address: addressOf(redirect.url) }
  if (stored?.endpoint === row?.endpoint && stored?.address === row?.address) return
  await db.transact(async (tx) => {
    await tx.deleteFrom('callback_redirect').execute()
    if (!row) return
    await tx
      .insertInto('callback_redirect')
      .values({ one: 1, ...row })
      .onConflict((conflict) => conflict.column('one').doUpdateSet(row))
      .execute()
  })
}

/** Returns the endpoint that a callback `c` is sent to now. */
export function sentEndpoint(): RawBuilder<string> {
  return sql`coalesce((SELECT t.endpoint FROM callback_redirect t), c.endpoint)`
}

/** Returns the URL, without its query, that a callback `c` is sent to now. */
export function sentAddress(db: Queryable): RawBuilder<string> {
  return sql`coalesce((SELECT t.address FROM callback_redirect t), ${urlWithoutQuery(db, 'c.url')})`
}
