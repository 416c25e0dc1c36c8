import type { z } from 'zod'
import { deletedObjectsSchema, objectPageSchema } from '../../api-schemas/objects.ts'
import type { Answer } from '../answer.ts'
import type { ApiClient } from '../api-client.ts'

const PAGE = 1_000

export type ObjectPage = Answer<z.infer<typeof objectPageSchema>>
export type ListedObject = ObjectPage['objects'][number]

export interface KeyPrefix {
  readonly bucket: string
  readonly prefix: string
}

/** All objects whose keys begin with a prefix, page by page. */
export async function* listAllObjects(
  client: ApiClient,
  { bucket, prefix }: KeyPrefix,
): AsyncGenerator<readonly ListedObject[], void> {
  let after: string | null | undefined
  do {
    const page: ObjectPage = await client.get(objectPageSchema, 'objects', {
      query: { bucket, prefix, limit: PAGE, after: after ?? undefined },
    })
    if (page.objects.length > 0) yield page.objects
    after = page.next
  } while (after !== null)
}

/** Deletes all objects whose keys begin with a prefix. Returns how many. */
export async function deletePrefix(client: ApiClient, place: KeyPrefix): Promise<number> {
  let deleted = 0
  for await (const objects of listAllObjects(client, place)) {
    const keys = objects.map(({ key }) => key)
    deleted += await deleteKeys(client, { bucket: place.bucket, keys })
  }
  return deleted
}

/** Returns how many of them there were. */
export async function deleteKeys(
  client: ApiClient,
  body: { readonly bucket: string; readonly keys: readonly string[] },
): Promise<number> {
  return (await client.post(deletedObjectsSchema, 'objects/delete', body)).deleted
}
