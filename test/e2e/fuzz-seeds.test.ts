import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { readXml } from '../../packages/server/src/protocol/xml/read-xml.ts'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'
import { ENTRY_POINT_SEEDS, ENTRY_POINTS } from './fuzz-seeds/entry-point-seeds.ts'
import { JOB_SEEDS, type JobSeed } from './fuzz-seeds/job-seeds.ts'
import { BUCKET, CI_HOST, COS_HOST, REGION } from './fuzz-seeds/hosts.ts'
import { skipWithout } from '../../tooling/skip-without.ts'

/** What `npm run long:fuzz` found wrong once, and bodies that are worth keeping. */

let service: RunningService

beforeAll(async () => {
  // A job that breaks off must not be saved by another try.
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_MAX_TRIES: '1', LEMNIS_CONCURRENCY: '2' },
  })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

test.each(ENTRY_POINT_SEEDS)(
  '$what, sent to the $entryPoint entry point, is $status $code',
  async ({ entryPoint, body, status, code }) => {
    const answer = await signedRequest(service, { ...ENTRY_POINTS[entryPoint], body })
    expect(answer).toMatchObject({ status, code })
    expect(readXml(Buffer.from(answer.body)).name).toBe('Error')
    expect(answer.body).not.toContain('undefined')
  },
)

describe('orders', skipWithout('ffmpeg'), () => {
  beforeAll(async () => {
    for (const [key, body] of await makeInputs()) {
      const put = { method: 'PUT', path: `/${key}`, host: COS_HOST, body }
      expect(await signedRequest(service, put)).toMatchObject({ status: 200 })
    }
  }, 60_000)

  test.each(JOB_SEEDS)('$tag: $what is $code', async (seed) => {
    expect(await codeOf(seed)).toMatchObject({ code: seed.code })
  })
})

/** The code that refuses an order, or the one that its job ends with. */
async function codeOf({ tag, input, params, object, isRefused }: JobSeed) {
  const output = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>${object}</Object></Output>`
  const submitted = await signedRequest(service, {
    ...ENTRY_POINTS.job,
    body:
      `<Request><Tag>${tag}</Tag><Input><Object>${input}</Object></Input>` +
      `<Operation>${params}${output}</Operation></Request>`,
  })
  expect(submitted.status).toBe(isRefused ? 400 : 200)
  if (isRefused) return submitted
  const id = /<JobId>([^<]+)</.exec(submitted.body)?.[1] ?? ''
  for (;;) {
    const job = await signedRequest(service, { method: 'GET', host: CI_HOST, path: `/jobs/${id}` })
    if (/<State>(?:Success|Failed)</.test(job.body)) return job
    await sleep(50)
  }
}

async function makeInputs(): Promise<readonly (readonly [key: string, body: Buffer])[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-seeds-'))
  try {
    const make = async (name: string, argv: readonly string[]): Promise<Buffer> => {
      const file = path.join(directory, name)
      await ffmpeg([...argv, file])
      return readFile(file)
    }
    const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
    const tone = ['-f', 'lavfi', '-i', 'sine=d=1:r=44100', '-c:a', 'aac']
    const clip = await make('clip.mp4', ['-f', 'lavfi', '-i', 'testsrc2=d=1:s=64x64:r=10', ...tone, ...x264])
    const half = ['-f', 'lavfi', '-i', 'testsrc2=d=0.4:s=64x64:r=10', ...tone, ...x264]
    const still = await make('still.jpg', ['-f', 'lavfi', '-i', 'testsrc2=s=33x24', '-frames:v', '1'])
    const gif = await make('moving.gif', ['-f', 'lavfi', '-i', 'testsrc2=d=1:s=64x64:r=10'])
    return [
      ['tone.wav', noisyTone(0.5)],
      ['clip.mp4', clip],
      ['tiny.mp4', await make('tiny.mp4', ['-f', 'lavfi', '-i', 'testsrc2=d=0.3:s=8x8:r=10', ...x264])],
      // Its picture ends before its sound.
      ['half.mkv', await make('half.mkv', half)],
      ['still.jpg', still],
      ['torn.jpg', still.subarray(0, still.length * 0.6)],
      ['torn.gif', Buffer.from(gif).fill(0xff, gif.length / 2)],
      // What says how the pictures are coded.
      ['torn.mp4', Buffer.from(clip).fill(0x7f, clip.indexOf('avcC') + 4, clip.indexOf('avcC') + 12)],
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
