import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '../client.ts'
import { classifyTest } from '../classify.ts'
import type { Checkout, Outcome } from '../outcome.ts'
import { runPythonDemos } from './demos.ts'
import { makeSamples, type Samples } from '../samples.ts'
import { APPID, REGION, type Stage } from '../stage.ts'
import { runSteps } from '../steps.ts'

const UNIT = fileURLToPath(new URL('unit.py', import.meta.url))
const TEST_BUCKET = `cos-python-v5-test-ci-${APPID}`
const SAMPLES = ['mp4', 'png', 'txt', 'm3u8']
  .map((ending) => `test.${ending}`)
  .concat('car.jpeg', 'ocr.jpeg', 'qrcode.png', 'zip/test.zip', 'zip/result/test.txt')
const DEMO_BUCKET = `python-demo-${APPID}`
/** Its own tests and demos, by the interpreter that PYTHON names; the checkout is one of cos-python-sdk-v5. */
export const python: Client = {
  name: 'python',
  buckets: [TEST_BUCKET, `cos-python-v5-test-mi-${APPID}`, DEMO_BUCKET],
  run: runPython,
}

async function* runPython(stage: Stage, checkout: Checkout): AsyncGenerator<Outcome, void> {
  const interpreter = process.env['PYTHON'] ?? 'python3'
  const samples = await makeSamples(stage)
  yield* runTests(stage, checkout, { interpreter, samples })
  yield* runPythonDemos(stage, checkout, { interpreter, samples, bucket: DEMO_BUCKET })
}

async function* runTests(
  stage: Stage,
  { directory, only }: Checkout,
  { interpreter, samples }: { readonly interpreter: string; readonly samples: Samples },
): AsyncGenerator<Outcome, void> {
  const tests = path.join(directory, 'ut', 'test.py')
  if (!existsSync(tests)) throw new Error(`${directory} is no checkout of cos-python-sdk-v5`)
  const names = only.filter((name) => name.startsWith('test_'))
  if (only.length > 0 && names.length === 0) return
  // Some of the tests read files that lie beside them.
  const copy = path.join(stage.scratch, 'python-ut')
  await cp(path.dirname(tests), copy, { recursive: true })
  await samples.writeAll(copy, ['format.png'])
  await samples.putAll(TEST_BUCKET, SAMPLES)
  yield* runSteps(stage, {
    group: 'python ut',
    name: [],
    command: interpreter,
    args: [UNIT, directory, path.join(copy, 'test.py'), ...names],
    env: { ...settings(stage), PYTHONDONTWRITEBYTECODE: '1' },
    classify: classifyTest,
  })
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
