import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Answer } from '../answers.ts'
import { classifyTest } from '../classify.ts'
import type { Outcome } from '../outcome.ts'
import { APPID, REGION, type Stage } from '../stage.ts'
import { run } from '../run.ts'
import { settings } from './settings.ts'
import type { Workplace } from './workplace.ts'

const GROUP = 'go suite'
/** The one that its tests name. */
export const BUCKET = `cosgosdktest-${APPID}`
const LONGEST_MS = 120_000
const TEST = /^func \(s \*CosTestSuite\) (Test\w+)\(\)/gm
const COMMENT = /\/\*[^]*?\*\//g

/** Whose account it is, and where; and a literal that no compiler takes as it is published. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/\b1259654469\b/g, APPID],
  [/\bap-chengdu\b/g, REGION],
  [/\bErrorDocument\{"/g, 'ErrorDocument{Key: "'],
]

/** Each test of its suite by itself: one that fails in the middle must not hide what comes after it. */
export async function* runSuite(
  stage: Stage,
  { sdk, compile }: Workplace,
  only: readonly string[],
): AsyncGenerator<Outcome, void> {
  const directory = path.join(sdk, 'costesting')
  const wanted = replaceSettings(path.join(directory, 'ci_test.go')).filter(
    (name) => only.length === 0 || only.includes(name),
  )
  if (wanted.length === 0) return
  const program = path.join(stage.scratch, 'costesting.test')
  const detail = await compile(['test', '-c', '-o', program, directory])
  if (detail !== undefined) {
    yield { group: GROUP, name: 'all', kind: 'failed', detail }
    return
  }
  const cwd = path.join(stage.scratch, 'costesting')
  mkdirSync(cwd)
  for (const name of wanted) {
    const answers = stage.listen()
    const argv = ['-test.v', '-test.run', '^TestCosTestSuite$', '-testify.m', `^${name}$`]
    const { output } = await run([program, ...argv], {
      ...{ cwd, env: settings(stage, BUCKET), longestMs: LONGEST_MS },
      log: path.join(stage.scratch, 'costesting.log'),
    })
    // The suite begins with its bucket, open for others: what is refused there fails the whole, and none of its tests.
    const hasPassed = output.includes(`--- PASS: TestCosTestSuite/${name} `)
    const own = (await answers()).filter((answer) => !isBeginning(answer))
    const verdict = classifyTest(own, hasPassed ? undefined : errorsOf(output))
    if (verdict) yield { group: GROUP, name, ...verdict }
  }
}

/** Returns the names of its tests. */
function replaceSettings(file: string): readonly string[] {
  const source = REPLACED.reduce(
    (text, [pattern, by]) => text.replaceAll(pattern, by),
    readFileSync(file, 'utf8'),
  )
  writeFileSync(file, source)
  return [...source.replaceAll(COMMENT, '').matchAll(TEST)].map(([, name = '']) => name)
}

function isBeginning({ method, path, parameters }: Answer): boolean {
  return method === 'PUT' && path === '/' && parameters === ''
}

/** What the assertions said, or the last lines. */
function errorsOf(output: string): string {
  const said = [...output.matchAll(/Error: +\t?(.+)[^]*?Messages: +\t?(.*)/g)].map(
    ([, error = '', message = '']) => `${message.trim()}: ${error.trim()}`,
  )
  return said.length > 0 ? said.join('; ') : output.split('\n').slice(-8).join(' ')
}
