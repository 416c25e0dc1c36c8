import type { Readable } from 'node:stream'
import { findObject, listObjects, type ObjectRecord } from '../buckets/store.ts'
import type { Queryable } from '../db/database.ts'
import type { Reads, TagObject, TagObjects } from '../tags/tag.ts'
import type { RunBlob, RunFiles } from './run-files.ts'

const PAGE = 500

/** The objects of one bucket, as a run may read them. */
export class RunObjects implements TagObjects {
  readonly #db: Queryable
  readonly #bucketId: number
  readonly #files: RunFiles

  constructor(db: Queryable, bucketId: number, files: RunFiles) {
    this.#db = db
    this.#bucketId = bucketId
    this.#files = files
  }

  async find(key: string): Promise<TagObject | undefined> {
    const found = await findObject(this.#db, this.#bucketId, key)
    return found && toTagObject(found)
  }

  async *list(prefix: string): AsyncGenerator<TagObject> {
    let marker: string | undefined = ''
    while (marker !== undefined) {
      const query = { prefix, delimiter: '', marker, limit: PAGE }
      const { rows, nextMarker }: Awaited<ReturnType<typeof listObjects>> = await listObjects(
        this.#db,
        this.#bucketId,
        query,
      )
      yield* rows.map(toTagObject)
      marker = nextMarker
    }
  }

  file(object: TagObject, reads: Reads = 'whole'): Promise<string> {
    return this.#files.blob(toRunBlob(object), reads)
  }

  read(object: TagObject): Readable {
    return this.#files.read(toRunBlob(object))
  }
}

function toTagObject({ key, blobId, size, crc64, etag, modifiedAt, headers }: ObjectRecord): TagObject {
  return { key, blobId, bytes: size, crc64, etag, modifiedAt, contentType: headers['content-type'] }
}

function toRunBlob({ key, blobId: id, bytes: size, crc64 }: TagObject): RunBlob {
  return { key, id, size, crc64 }
}
