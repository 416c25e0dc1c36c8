import { expect, test } from 'bun:test'
import { startLemnis } from '@lemnis/testing'
import { createApp } from './app.js'

const WEBHOOK_SECRET = 'whsec_YW4tZXhhbXBsZS1zZWNyZXQtb2YtdGhpcy10ZXN0'

test('a verified callback reaches the application', async () => {
  const { promise, resolve } = Promise.withResolvers()
  const app = createApp({ secrets: WEBHOOK_SECRET, onCallback: resolve })
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch })
  const lemnis = await startLemnis({
    settings: {
      LEMNIS_WEBHOOK_SECRET: WEBHOOK_SECRET,
      LEMNIS_CALLBACK_TO: `http://127.0.0.1:${server.port}/callback`,
    },
  })
  try {
    const { bucket: Bucket, region: Region } = lemnis
    await lemnis.sdk().request({
      Bucket,
      Region,
      Method: 'POST',
      Key: 'jobs',
      Url: `http://${Bucket}.ci.${Region}.myqcloud.com/jobs`,
      ContentType: 'application/xml',
      Body:
        '<Request><Tag>FileHashCode</Tag><Input><Object>nothing.txt</Object></Input>' +
        '<Operation><FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig></Operation>' +
        '<CallBack>https://api.example.com/callback</CallBack></Request>',
    })
    expect(await promise).toMatchObject({ EventName: 'TaskFinish', JobsDetail: [{ State: 'Failed' }] })
  } finally {
    await lemnis.stop()
    server.stop(true)
  }
}, 30_000)
