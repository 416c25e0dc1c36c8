import type { Queryable } from '../db/database.ts'

/** Objects that one statement adds up: so few that nobody waits for it, on the embedded database either. */
const PAGE = 1_000

export interface Stored {
  readonly objects: number
  /** Of objects; the parts of an upload that is not completed are none. */
  readonly bytes: number
}

/** Adds up the objects of a bucket a page at a time, so that the caller can rest between them. */
export async function* countStored(db: Queryable, bucketId: number): AsyncGenerator<Stored> {
  let after: string | undefined = ''
  while (after !== undefined) {
    const { last, ...page } = await addUp(db, { bucketId, after })
    yield page
    after = page.objects === PAGE ? last : undefined
  }
}

interface Page extends Stored {
  readonly last: string | undefined
}

async function addUp(
  db: Queryable,
  { bucketId, after }: { readonly bucketId: number; readonly after: string },
): Promise<Page> {
  const page = db
    .selectFrom('objects')
    .select(['key', 'size'])
    .where('bucket_id', '=', bucketId)
    .where('key', '>', after)
    .orderBy('key')
    .limit(PAGE)
  const { objects, bytes, last } = await db
    .selectFrom(page.as('page'))
    .select(({ fn }) => [
      fn.countAll<number>().as('objects'),
      fn.sum<number | null>('size').as('bytes'),
      fn.max<string | null>('key').as('last'),
    ])
    .executeTakeFirstOrThrow()
  return { objects, bytes: bytes ?? 0, last: last ?? undefined }
}
