const { createHash } = require('node:crypto')
const { startLemnis } = require('@lemnis/testing')
const { Checksums } = require('./checksums.js')

let lemnis
let checksums

beforeAll(async () => {
  lemnis = await startLemnis()
  const { bucket, region, sdkOptions } = lemnis
  checksums = new Checksums({ bucket, region, callback: 'https://api.example.com/ci', ...sdkOptions })
})
beforeEach(() => lemnis.clearCallbacks())
afterAll(() => lemnis.stop())

test('the checksum of an upload is in its callback', async () => {
  const jobId = await checksums.request('notes.txt', 'to be hashed')
  const { callback } = await lemnis.waitForCallback({ jobId, state: 'Success' })
  const { SHA256 } = callback.JobsDetail[0].Operation.FileHashCodeResult
  expect(SHA256).toBe(createHash('sha256').update('to be hashed').digest('hex'))
})

test.each([[{ status: 503 }], [{ status: 410 }], ['reset']])(
  'a callback comes again after an attempt that fails: %j',
  async (failure) => {
    lemnis.failNext(1, failure)
    const jobId = await checksums.request('notes.txt', 'to be hashed')
    const { id } = await lemnis.waitForCallback(({ body }) => body.includes(jobId))
    expect(lemnis.callbacks().map((attempt) => attempt.id)).toEqual([id, id])
  },
)
