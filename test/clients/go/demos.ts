import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Answer } from '../answers.ts'
import { classifyDemo } from '../classify.ts'
import type { Outcome } from '../outcome.ts'
import { makeSamples, namesIn, type Samples } from '../samples.ts'
import type { Stage } from '../stage.ts'
import { compileDemo, listDemos, ownCalls, WHICH, type Demo } from './demo.ts'
import { Ids } from './ids.ts'
import { run } from '../run.ts'
import { settings } from './settings.ts'
import type { Workplace } from './workplace.ts'

const LONGEST_MS = 60_000
/** Demos begin 20 s into a film. */
const SECONDS = 30

/** Most ids of its author’s account that one function names. */
const MOST_IDS = 12

/** Those that reach a host past the proxy of their environment, by names that are the vendor's own. */
const DIAL_THEMSELVES = new Set(['object/get_with_cos_internal.go', 'object/get_with_dnscache.go'])

/** The key of an object that a demo keeps in a variable. */
const KEY = /\b(?:name|key|obj|object|target|source)\w* :?= (?:u\.Host \+ "\/|")([\w./-]+)"/gi
/** What they read from where they run, and cut into parts. */
const LONG_FILES = ['test', 'test1', 'test2', 'test3', 'test1G', 'www.qq.com.pem', 'www.qq.com.key']
const LONG_FILE = Buffer.alloc(5 * 1024 * 1024, 'a')

const SILENT = { kind: 'failed', detail: 'it sent nothing' } as const

interface DemoFiles {
  readonly stage: Stage
  readonly workplace: Workplace
  readonly bucket: string
}

/** Each function of a demo in a process of its own. */
export async function* runDemos(place: DemoFiles, only: readonly string[]): AsyncGenerator<Outcome, void> {
  const { stage, workplace, bucket } = place
  const samples = await makeSamples(stage, SECONDS)
  const ids = new Ids()
  for (const all of [ownCalls(), ...listDemos(stage, workplace.sdk, bucket)]) {
    const functions = all.functions.filter(
      (each) => only.length === 0 || [all.name, each].some((of) => only.includes(of)),
    )
    if (functions.length === 0) continue
    const demo = { ...all, functions }
    if (DIAL_THEMSELVES.has(demo.name)) {
      yield {
        group: demo.group,
        name: demo.name,
        kind: 'other',
        detail: 'it looks names up by itself, past the proxy',
      }
      continue
    }
    const cwd = await prepare(place, samples, demo)
    yield* runDemo(place, { demo, cwd, ids })
  }
}

/** Puts what it names into the bucket, and into a directory to run in, which is given. */
async function prepare(
  { stage, bucket }: DemoFiles,
  samples: Samples,
  { name, source }: Demo,
): Promise<string> {
  const cwd = path.join(stage.scratch, 'go-demos', name)
  mkdirSync(cwd, { recursive: true })
  for (const file of LONG_FILES) writeFileSync(path.join(cwd, file), LONG_FILE)
  const names = namesIn(source)
  // There `test` is a file.
  await samples.writeAll(
    cwd,
    [...names].filter((file) => !file.startsWith('test/')),
  )
  await samples.putAll(bucket, new Set([...names, ...keysIn(source)]))
  return cwd
}

function keysIn(source: string): readonly string[] {
  return ['test', ...[...source.matchAll(KEY)].map(([, key = '']) => key)]
}

interface Prepared {
  readonly demo: Demo
  readonly cwd: string
  readonly ids: Ids
}

async function* runDemo(place: DemoFiles, { demo, cwd, ids }: Prepared): AsyncGenerator<Outcome, void> {
  const { stage, workplace } = place
  const program = path.join(stage.scratch, 'demo')
  const wrong = await compileDemo(workplace, demo, program)
  if (wrong !== undefined) {
    yield {
      group: demo.group,
      name: demo.name,
      kind: 'failed',
      detail: `it does not compile: ${wrong.split('\n').at(-1)}`,
    }
    return
  }
  let { source } = demo
  for (const name of demo.functions) {
    let ran = await runFunction(place, { program, cwd, name })
    for (let count = 0; count < MOST_IDS; count++) {
      const id = ids.replacement(name, ran.answers.map(({ reason = '' }) => reason).join('\n'))
      if (!id) break
      source = source.replaceAll(id.old, id.by)
      await compileDemo(workplace, { ...demo, source }, program)
      ran = await runFunction(place, { program, cwd, name })
    }
    ids.learn(name, ran.output)
    const told = name === 'main' ? demo.name : `${demo.name} ${name}`
    const verdict = classifyDemo(ran.answers, ran.thrown) ?? SILENT
    yield { group: demo.group, name: told, ...verdict }
  }
}

interface Ran {
  readonly answers: readonly Answer[]
  readonly output: string
  readonly thrown: string | undefined
}

async function runFunction(
  { stage, bucket }: DemoFiles,
  { program, cwd, name }: { readonly program: string; readonly cwd: string; readonly name: string },
): Promise<Ran> {
  const listened = stage.listen()
  const { exitCode, output } = await run([program, 'test'], {
    ...{ cwd, env: { ...settings(stage, bucket), [WHICH]: name }, longestMs: LONGEST_MS },
    log: path.join(stage.scratch, 'go-demo.log'),
  })
  return { answers: await listened(), output, thrown: thrownBy(output, exitCode) }
}

/** Demos print errors and go on: those of the service are seen in its answers, the others are the SDK's own. */
const OWN_ERROR = /^(?:panic: .*|ERROR: (?!Code:|Message:|Resource:|RequestId:).*)/im

function thrownBy(output: string, exitCode: number | null): string | undefined {
  return OWN_ERROR.exec(output)?.[0] ?? (exitCode === 0 ? undefined : `it ended with ${exitCode}`)
}
