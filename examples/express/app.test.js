import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { startLemnis } from '@lemnis/testing'
import { createApp } from './app.js'

const WEBHOOK_SECRET = 'whsec_YW4tZXhhbXBsZS1zZWNyZXQtb2YtdGhpcy10ZXN0'

test('a result is saved once, also when the database fails at first', async (t) => {
  const saved = []
  let calls = 0
  const app = createApp({
    secrets: WEBHOOK_SECRET,
    async save(result) {
      calls += 1
      if (calls === 1) throw new Error('the database is restarting')
      saved.push(result)
    },
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  t.mock.method(console, 'error', () => {})

  const lemnis = await startLemnis({
    settings: {
      LEMNIS_WEBHOOK_SECRET: WEBHOOK_SECRET,
      LEMNIS_CALLBACK_TO: `http://127.0.0.1:${server.address().port}/callback`,
    },
  })
  t.after(() => lemnis.stop())
  const { bucket: Bucket, region: Region } = lemnis
  const cos = lemnis.sdk()
  await cos.putObject({ Bucket, Region, Key: 'notes.txt', Body: 'to be hashed' })
  const { Response } = await cos.request({
    Bucket,
    Region,
    Method: 'POST',
    Key: 'jobs',
    Url: `http://${Bucket}.ci.${Region}.myqcloud.com/jobs`,
    ContentType: 'application/xml',
    Body:
      '<Request><Tag>FileHashCode</Tag><Input><Object>notes.txt</Object></Input>' +
      '<Operation><FileHashCodeConfig><Type>SHA256</Type></FileHashCodeConfig></Operation>' +
      '<CallBack>https://api.example.com/callback</CallBack></Request>',
  })
  while (saved.length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(calls, 2)
  assert.deepEqual(saved, [{ id: Response.JobsDetail.JobId, state: 'Success', output: undefined }])
})
