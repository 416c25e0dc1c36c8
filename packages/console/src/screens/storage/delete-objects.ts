import type { z } from 'zod'
import type { deletedObjectsSchema, objectPageSchema } from '../../../../server/src/api-schemas/objects.ts'
import { get, post } from '../../api/client.ts'

/** Keys that one request deletes. */
const PAGE = 1_000

/** Returns how many of them there were. Rejects with ApiError. */
export async function deleteKeys(bucket: string, keys: readonly string[]): Promise<number> {
  const { deleted } = await post<z.infer<typeof deletedObjectsSchema>>('objects/delete', { bucket, keys })
  return deleted
}

/** Deletes a page at a time, so that it can be ended at any time, and no request takes long. Rejects with ApiError. */
export async function deleteBelow(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  ending: AbortSignal,
  tell: (deleted: number) => void,
): Promise<void> {
  let deleted = 0
  for (let after: string | null = ''; after !== null;) {
    const query = { bucket, prefix, after, limit: PAGE }
    const page: z.infer<typeof objectPageSchema> = await get('objects', query, ending)
    const keys = page.objects.map(({ key }) => key)
    if (keys.length > 0) deleted += await deleteKeys(bucket, keys)
    ending.throwIfAborted()
    tell(deleted)
    after = page.next
  }
}
