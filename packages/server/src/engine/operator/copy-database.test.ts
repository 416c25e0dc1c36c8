import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openSqlite } from '../../db/sqlite/open.ts'
import { onPostgres } from '../../db/testing/test-database.ts'
import { COPIED, copyDatabase, CopyError, NOT_COPIED } from './copy-database.ts'
import { putObject } from '../objects/put-object.ts'
import { createAccessKey } from '../../keys/change-keys.ts'
import { listAccessKeys } from '../../keys/store.ts'
import { countJobs } from '../../queues/count-jobs.ts'
import { findJobs } from '../jobs/read-jobs.ts'
import {
  anOrder,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'
import { createBucket } from '../objects/create-bucket.ts'
import { listTemplates } from '../../templates/store.ts'
import { createTemplate } from '../templates/change-templates.ts'
import { testWhen } from '../../../../../tooling/test-when.ts'

/** The target: empty but for its schema. */
let at: TestEngine
let source: Database

beforeEach(async () => {
  at = await openTestEngine()
  source = openSqlite(path.join(at.directory, 'source.db'))
})

afterEach(async () => {
  await source[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
})

test('every table is copied, or left out on purpose', async () => {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`.execute(
    source.reader,
  )
  const known = [...COPIED.map(({ name }) => name), ...NOT_COPIED].sort()
  expect(rows.map(({ name }) => name)).toEqual(known)
})

testWhen(onPostgres)('all rows arrive, and the copy works on', async () => {
  const engine = { ...at.engine, db: source }
  const bucket = await createBucket(engine, { name: 'copied-1250000000', region: 'ap-guangzhou' })
  const from = { ...at, engine, bucket }
  const output = { region: 'ap-guangzhou', bucket: bucket.name, object: 'out/talk.wav' }
  const order = { order: { ...anOrder().order, output, callback: { url: 'https://app.example/cb' } } }
  const blob = { id: '1'.repeat(32), size: 10, md5: '0'.repeat(32), crc64: '1' }
  await putObject(engine, {
    bucket,
    key: 'in/talk.mp3',
    blob,
    headers: { 'x-cos-meta-a': '你好' },
    storageClass: 'STANDARD',
  })
  const ended = await submitOne(from, order)
  const claim = await claimOne(engine)
  if (!claim) throw new Error('nothing to claim')
  await finishOne(engine, claim, { kind: 'success', message: 'SUCCESS', result: { a: 1 }, files: [] })
  const waiting = await submitOne(from, order)

  const key = { secretId: 'AKIDa', secretKey: 's', name: '钥', state: 'disabled', createdAt: 1 } as const
  await createAccessKey(source, { ...key, buckets: ['a-1'], policy: '{"a":"é"}' })
  await createAccessKey(source, { ...key, secretId: 'AKIDb', buckets: undefined, policy: undefined })

  const template = { tag: 'NoiseReduction', name: '降噪', params: { format: 'mp3' } }
  await createTemplate(engine, bucket, template)

  await at.engine.db.transact((tx) => sql`DELETE FROM buckets`.execute(tx))
  const told: string[] = []
  const copied = await copyDatabase(source.reader, at.engine.db, ({ table }) => told.push(table))
  expect(told).toEqual(COPIED.map(({ name }) => name))
  expect(copied.find(({ table }) => table === 'jobs')?.rows).toBe(2)
  expect(copied.find(({ table }) => table === 'callbacks')?.rows).toBe(1)

  expect(await listAccessKeys(at.engine.db.reader)).toEqual(await listAccessKeys(source.reader))
  const page = { bucketId: bucket.id, tags: undefined, namePrefix: '', offset: 0, limit: 10 }
  expect(await listTemplates(at.engine.db.reader, page)).toMatchObject({ total: 1, templates: [template] })
  await createTemplate(at.engine, bucket, { ...template, name: 'next' })
  const jobs = await findJobs(at.engine.db.reader, bucket.id, [ended.id, waiting.id])
  expect(jobs.map(({ state }) => state)).toEqual(['Success', 'Submitted'])
  expect(await countJobs(at.engine.db.reader)).toEqual({ waiting: 1, running: 0 })
  const next = await submitOne({ ...at, bucket }, order)
  expect((await claimOne(at.engine))?.job.id).toBe(waiting.id)
  expect((await claimOne(at.engine))?.job.id).toBe(next.id)
})

testWhen(onPostgres)('a database that holds anything is not copied into', async () => {
  await expect(copyDatabase(source.reader, at.engine.db, () => undefined)).rejects.toThrow(CopyError)
})
