import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startS3, type S3Server } from '../../../../../tooling/s3-server.ts'
import { systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { storageContract } from '../testing/storage-contract.ts'
import { StorageAwayError, StorageUnreachableError, type StagedBlob } from '../storage.ts'
import { parseS3Location } from './location.ts'
import { openS3Storage } from './s3-storage.ts'

let server: S3Server
let count = 0

beforeAll(async () => {
  server = await startS3()
  Object.assign(process.env, server.credentials)
})

afterAll(() => server[Symbol.asyncDispose]())

interface Opened {
  readonly bucket: string
  readonly prefix: string
  readonly at: S3Server
}

describe('S3 as storage', () => {
  const open = (
    scratch: string,
    { bucket = server.bucket, prefix = `run-${(count += 1)}/`, at = server }: Partial<Opened> = {},
  ) =>
    openS3Storage({
      bucket,
      prefix,
      endpoint: at.endpoint,
      region: 'us-east-1',
      pathStyle: true,
      scratch: path.join(scratch, 'staging'),
      ids: createIds(systemClock),
    })

  storageContract(async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'lemnis-s3-'))
    const prefix = `run-${(count += 1)}/`
    const storage = await open(scratch, { prefix })
    const { endpoint, bucket: Bucket } = server
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
    return {
      storage,
      scratch,
      async overwrite(id, Body) {
        await client.send(new PutObjectCommand({ Bucket, Key: prefix + id, Body }))
      },
      close: async () => {
        client.destroy()
        await storage[Symbol.asyncDispose]()
        expect(await readdir(path.join(scratch, 'staging'))).toEqual([])
        await rm(scratch, { recursive: true })
      },
    }
  })

  test('a service that does not answer is an outage: no blob is missing', async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'lemnis-s3-'))
    const at = await startS3()
    const storage = await open(scratch, { at })
    const { signal } = new AbortController()
    const stage = (): Promise<StagedBlob> =>
      storage.stage(Readable.from([Buffer.from('x')]), { maxBytes: 1 }, signal)
    const blob = await stage()
    await at.stop()
    await expect(buffer(storage.read(blob, undefined, signal))).rejects.toThrow(StorageAwayError)
    await expect(storage.localFile(blob, signal)).rejects.toThrow(StorageAwayError)
    await expect(stage()).rejects.toThrow(StorageAwayError)
    await expect(storage.delete(blob.id)).rejects.toThrow(StorageAwayError)
    await at.start()
    expect(String(await buffer(storage.read(blob, undefined, signal)))).toBe('x')
    await storage[Symbol.asyncDispose]()
    await at[Symbol.asyncDispose]()
    await rm(scratch, { recursive: true })
  })

  test('a bucket that is not there is told with a sentence', async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'lemnis-s3-'))
    await expect(open(scratch, { bucket: 'no-such-bucket' })).rejects.toThrow(StorageUnreachableError)
    await expect(open(scratch, { bucket: 'no-such-bucket' })).rejects.toThrow(
      /no-such-bucket of LEMNIS_STORAGE/,
    )
    await rm(scratch, { recursive: true })
  })
})

test.each([
  ['s3://media', { bucket: 'media', prefix: '' }],
  ['s3://media/', { bucket: 'media', prefix: '' }],
  ['s3://media/lemnis/blobs/', { bucket: 'media', prefix: 'lemnis/blobs/' }],
])('%s is read as %o', (text, place) => {
  expect(parseS3Location(text)).toEqual(place)
})

test.each(['media', 's3://', 's3://M', 'https://media'])('%s is refused', (text) => {
  expect(() => parseS3Location(text)).toThrow('s3://bucket/prefix')
})
