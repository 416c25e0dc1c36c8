// Run where the packages are installed: starts the service as a user does, runs the main job through the official SDK, and
// receives its callback. Prints how long the start took, in ms.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createNodeHandler } from '@lemnis/receiver'
import COS from 'cos-nodejs-sdk-v5'

const Bucket = 'media-1250000000'
const Region = 'ap-guangzhou'
const dataDir = mkdtempSync(path.join(tmpdir(), 'lemnis-first-job-'))

/** A second of noise in a wav file at 16 kHz. */
function recording() {
  const samples = Int16Array.from({ length: 16_000 }, (_, n) => 4_000 * Math.sin(n * n * 0.37))
  const head = Buffer.from(
    '524946460000000057415645666d74201000000001000100803e0000007d00000200100064617461',
    'hex',
  )
  head.writeUInt32LE(36 + samples.byteLength, 4)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(samples.byteLength)
  return Buffer.concat([head, size, Buffer.from(samples.buffer)])
}

function startService() {
  const settings = { LEMNIS_PORT: '0', LEMNIS_DATA_DIR: dataDir, LEMNIS_BUCKETS: `${Bucket}@${Region}` }
  return spawn('node_modules/.bin/lemnis', ['serve', '--print-env'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...settings },
  })
}

const startedAt = performance.now()
const service = startService()
try {
  const [line] = await once(createInterface({ input: service.stdout }), 'line')
  const startMs = performance.now() - startedAt
  const environment = JSON.parse(line)
  const { promise: received, resolve } = Promise.withResolvers()
  const receiver = createServer(
    createNodeHandler({ secrets: environment.LEMNIS_WEBHOOK_SECRET, onCallback: resolve }),
  )
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const cos = new COS({
    SecretId: environment.LEMNIS_SECRET_ID,
    SecretKey: environment.LEMNIS_SECRET_KEY,
    Protocol: 'http:',
    Proxy: environment.LEMNIS_URL,
  })
  await cos.putObject({ Bucket, Region, Key: 'in/talk.wav', Body: recording() })
  await cos.request({
    Bucket,
    Region,
    Method: 'POST',
    Key: 'jobs',
    Url: `http://${Bucket}.ci.${Region}.myqcloud.com/jobs`,
    ContentType: 'application/xml',
    Body: COS.util.json2xml({
      Request: {
        Tag: 'NoiseReduction',
        Input: { Object: 'in/talk.wav' },
        Operation: { Output: { Region, Bucket, Object: 'out/talk.wav' } },
        CallBack: `http://127.0.0.1:${receiver.address().port}/`,
      },
    }),
  })
  const callback = await received
  if (callback.JobsDetail[0].State !== 'Success') throw new Error(JSON.stringify(callback))
  await cos.headObject({ Bucket, Region, Key: 'out/talk.wav' })
  receiver.close()
  console.log(startMs.toFixed(0))
} finally {
  service.kill()
  await once(service, 'exit')
  rmSync(dataDir, { recursive: true })
}
