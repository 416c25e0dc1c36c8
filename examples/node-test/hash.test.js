const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { after, before, test } = require('node:test')
const { startLemnis } = require('@lemnis/testing')

let lemnis
before(async () => {
  lemnis = await startLemnis()
})
after(() => lemnis.stop())

test('the hash of an upload is in its callback', async () => {
  const { bucket: Bucket, region: Region } = lemnis
  const cos = lemnis.sdk()
  await cos.putObject({ Bucket, Region, Key: 'notes.txt', Body: 'to be hashed' })
  await cos.request({
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
  const { callback } = await lemnis.waitForCallback({ tag: 'FileHashCode', state: 'Success' })
  const { SHA256 } = callback.JobsDetail[0].Operation.FileHashCodeResult
  assert.equal(SHA256, createHash('sha256').update('to be hashed').digest('hex'))
})
