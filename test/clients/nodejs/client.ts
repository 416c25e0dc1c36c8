import { existsSync } from 'node:fs'
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { adapt } from '../adapt.ts'
import type { Client } from '../client.ts'
import { classifyTest } from '../classify.ts'
import { serveKeys } from './key-server.ts'
import type { Checkout, Outcome } from '../outcome.ts'
import { runProgram } from '../run-program.ts'
import { makeSamples, namesIn } from '../samples.ts'
import { APPID, REGION, type Stage } from '../stage.ts'
import { runSteps } from '../steps.ts'

const WATCH = fileURLToPath(new URL('watch.cjs', import.meta.url))
const TESTS = fileURLToPath(new URL('tests.cjs', import.meta.url))
const DEMO_BUCKET = `nodejs-demo-${APPID}`
const TEST_BUCKET = `nodejs-test-${APPID}`

/**
 * Each function of its demo, and its own tests; the checkout is one of cos-nodejs-sdk-v5. What its package.json names is
 * in the checkout's node_modules, or in nodejs-deps beside it.
 */
export const nodejs: Client = { name: 'nodejs', buckets: [DEMO_BUCKET, TEST_BUCKET], run: runNode }

async function* runNode(stage: Stage, { directory, only }: Checkout): AsyncGenerator<Outcome, void> {
  if (!existsSync(path.join(directory, 'demo', 'demo.js'))) {
    throw new Error(`${directory} is no checkout of cos-nodejs-sdk-v5`)
  }
  const home = path.join(stage.scratch, 'nodejs')
  await cp(directory, home, { recursive: true, filter: (source) => path.basename(source) !== '.git' })
  const modules = [directory, path.join(path.dirname(directory), 'nodejs-deps')].map((place) =>
    path.join(place, 'node_modules'),
  )
  const sdk = { home, modules }
  yield* runDemo(stage, sdk, only)
  if (only.length === 0 || only.includes('test.js')) yield* runTests(stage, sdk)
}

interface Sdk {
  /** A copy of the checkout. */
  readonly home: string
  /** Where Node looks for what the SDK requires. */
  readonly modules: readonly string[]
}

/** How watch.cjs tells of an error. */
const WATCHED = /^thrown: (.*)$/m
/** Without a parameter: those with one are called by the others. */
const DEMO = /^function (\w+)\(\) \{$/gm
/** What stands below them in the file: calls, mostly commented out. */
const CALL = /^\w+\(\);?$/gm

async function* runDemo(stage: Stage, sdk: Sdk, only: readonly string[]): AsyncGenerator<Outcome, void> {
  const demo = path.join(sdk.home, 'demo')
  const { secretId, secretKey } = stage.service
  const text = await readFile(path.join(demo, 'demo.js'), 'utf8')
  const source = adapt(text, { bucket: DEMO_BUCKET, secretId, secretKey }).replace(CALL, '')
  const samples = await makeSamples(stage)
  await samples.putAll(DEMO_BUCKET, namesIn(source))
  for (const [, name = ''] of source.matchAll(DEMO)) {
    if (only.length > 0 && !only.includes(name)) continue
    await writeFile(path.join(demo, 'one.js'), `${source}\n${name}()\n`)
    const verdict = await runProgram(
      stage,
      {
        command: process.execPath,
        args: ['--require', WATCH, path.join(demo, 'one.js')],
        cwd: demo,
        env: { ...settings(stage, sdk, DEMO_BUCKET), COS_SDK: sdk.home },
      },
      (output) => WATCHED.exec(output)?.[1],
    )
    if (verdict) yield { group: 'nodejs demo', name, ...verdict }
  }
}

/** The tests' own setting of a proxy, which a part of them takes in place of that of the environment. */
const PROXY = /^var proxy = '';$/m

async function* runTests(stage: Stage, sdk: Sdk): AsyncGenerator<Outcome, void> {
  const tests = path.join(sdk.home, 'test')
  const file = path.join(tests, 'test.js')
  const proxy = `http://127.0.0.1:${stage.service.port}`
  await writeFile(file, (await readFile(file, 'utf8')).replace(PROXY, `var proxy = '${proxy}';`))
  await using keys = await serveKeys(stage, TEST_BUCKET)
  yield* runSteps(stage, {
    ...{ group: 'nodejs test', name: [], classify: classifyTest, command: process.execPath },
    ...{ args: [TESTS, file], directory: tests },
    env: {
      ...settings(stage, sdk, TEST_BUCKET),
      ...{ Uin: '100000000001', nodejssdkStsUrl: keys.url, NO_PROXY: '127.0.0.1' },
    },
  })
}

/** What both read from their environment. */
function settings({ service }: Stage, { modules }: Sdk, bucket: string): Record<string, string> {
  const { secretId, secretKey } = service
  return {
    ...{ SecretId: secretId, SecretKey: secretKey, Bucket: bucket, Region: REGION },
    NODE_PATH: modules.join(path.delimiter),
  }
}
