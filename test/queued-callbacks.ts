import { insertCallback } from '../packages/server/src/callbacks/store.ts'
import { openDatabaseOf } from '../packages/server/src/db/testing/test-database.ts'

export interface QueuedCallbacks {
  /** The webhook ids are this text and a number from 1. */
  readonly prefix: string
  readonly count: number
  readonly url: string
  readonly body?: string | Uint8Array
  readonly tag?: string
}

/** Puts callbacks into a service's queue, as if jobs had ended; the service need not run. */
export async function queueCallbacks(
  dataDir: string,
  { prefix, count, url, body = '<Response/>', tag = 'NoiseReduction' }: QueuedCallbacks,
): Promise<readonly string[]> {
  await using db = await openDatabaseOf(dataDir)
  const ids = Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`)
  await db.transact(async (tx) => {
    for (const id of ids) {
      await insertCallback(tx, {
        webhookId: id,
        jobId: `j-${id}`,
        bucketName: 'media-1250000000',
        queueId: 'p1',
        tag,
        event: 'TaskFinish',
        url,
        contentType: 'application/xml',
        deadlineMs: 15_000,
        traceparent: null,
        body: typeof body === 'string' ? Buffer.from(body) : body,
        createdAt: Date.now(),
      })
    }
  })
  return ids
}
