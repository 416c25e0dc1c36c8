import type { Queryable } from '../db/database.ts'

/** Objects that one statement sums up: few enough that it blocks no other statement for long, on SQLite either. */
const PAGE = 1_000

export interface Stored {
  readonly objects: number
  /** Of objects, without parts of uploads that are not completed. */
  readonly bytes: number
}

/** Sums up the objects of a bucket page by page, so that the caller can pause in between. */
export async function* countStored(db: Queryable, bucketId: number): AsyncGenerator<Stored> {
  let after: string | undefined = ''
  while (after !== undefined) {
    const { last, ...page } = await sumPage(db, { bucketId, after })
    yield page
    after = page.objects === PAGE ? last : undefined
  }
}

interface Page extends Stored {
  readonly last: string | undefined
}

async function sumPage(
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
