import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import { signedRequest } from '../signed-client.ts'
import type { Client } from './client.ts'
import type { Checkout, Outcome } from './outcome.ts'
import { APPID, REGION, type Stage } from './stage.ts'

const HARNESS = fileURLToPath(new URL('python/run.py', import.meta.url))
const Line = z.object({
  name: z.string(),
  kind: z.enum(['passed', 'refused', 'failed']),
  detail: z.string().exactOptional(),
})

/** Its own tests, one by one, by the interpreter that PYTHON names; the checkout is one of cos-python-sdk-v5. */
export const python: Client = {
  name: 'python',
  buckets: ['cos-python-v5-test-ci', 'cos-python-v5-test-mi'].map((name) => `${name}-${APPID}`),
  run: runPython,
}

async function* runPython(stage: Stage, { directory, only }: Checkout): AsyncGenerator<Outcome, void> {
  const tests = path.join(directory, 'ut', 'test.py')
  if (!existsSync(tests)) throw new Error(`${directory} is no checkout of cos-python-sdk-v5`)
  await putSamples(stage)
  const child = spawn(process.env['PYTHON'] ?? 'python3', [HARNESS, directory, tests, ...only], {
    env: { ...stage.env, ...settings(stage), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'close')
  for await (const text of createInterface({ input: child.stdout })) {
    yield { group: 'python ut', ...Line.parse(JSON.parse(text)) }
  }
  await ended
  if (child.exitCode !== 0)
    yield { group: 'python ut', name: 'all', kind: 'failed', detail: `python3 ended with ${child.exitCode}` }
}

const SAMPLES_BUCKET = `cos-python-v5-test-ci-${APPID}`

/** What the tests expect to find in a bucket of theirs; where none of them looks into it, bytes are enough. */
async function putSamples({ service, scratch }: Stage): Promise<void> {
  const film = path.join(scratch, 'test.mp4')
  const picture = path.join(scratch, 'test.png')
  const source = ['-f', 'lavfi', '-i', 'testsrc=s=320x240:d=3', '-f', 'lavfi', '-i', 'sine=d=3', '-shortest']
  await ffmpeg([...source, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film])
  await ffmpeg(['-f', 'lavfi', '-i', 'testsrc=s=320x240', '-frames:v', '1', picture])
  const samples = {
    'test.mp4': await readFile(film),
    'test.png': await readFile(picture),
    'test.txt': 'text',
    'test.m3u8': '#EXTM3U\n',
    'car.jpeg': 'bytes',
    'ocr.jpeg': 'bytes',
  }
  for (const [name, body] of Object.entries(samples)) {
    const host = `${SAMPLES_BUCKET}.cos.${REGION}.myqcloud.com`
    const { status } = await signedRequest(service, { method: 'PUT', path: `/${name}`, host, body })
    if (status !== 200) throw new Error(`${name} was not kept: ${status}`)
  }
}

/** What the tests read from their environment. */
function settings({ service: { secretId, secretKey } }: Stage): Readonly<Record<string, string>> {
  return {
    COS_SECRET_ID: secretId,
    COS_SECRET_KEY: secretKey,
    COS_REGION: REGION,
    COS_APPID: APPID,
    TRAVIS_FLAG: 'false',
    ERR_HOST: 'http://127.0.0.1:1',
    TEST_CI: 'true',
    USE_CREDENTIAL_INST: 'false',
    COS_VECTORS_BUCKET: `vectors-${APPID}`,
    COS_VECTORS_BUCKET_FOR_CREATE_DELETE: `vectors-made-${APPID}`,
    COS_VECTORS_APPID: APPID,
    COS_VECTORS_SECRET_ID: secretId,
    COS_VECTORS_SECRET_KEY: secretKey,
    COS_VECTORS_REGION: REGION,
    COS_VECTORS_USE_IP: 'false',
  }
}
