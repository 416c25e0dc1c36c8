import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { SOURCE, type Fault } from './fault.ts'

/** No suite needs as long; a fault that makes one wait for ever is noticed by that. */
const LIMIT_MS = 180_000

export type SuiteRun =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly by: string }
  /** A file of the suite could not be loaded: no test has said anything. */
  | { readonly kind: 'unloadable'; readonly why: string }

const report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})

/** Runs suites in a copy of the project up to the first test that fails. */
export async function runSuites(
  directory: string,
  { suites, project = 'sqlite' }: Pick<Fault, 'suites' | 'project'>,
): Promise<SuiteRun> {
  const output = path.join(directory, 'faults-report.json')
  rmSync(output, { force: true })
  const reporting = ['--reporter=json', `--outputFile=${output}`, '--bail=1']
  const paths = suites.map((suite) => `${SOURCE}/${suite}`)
  const ended = await endOf(directory, ['run', '--project', project, ...reporting, ...paths])
  if (ended.isLate) return { kind: 'failed', by: `a hang: no end within ${LIMIT_MS / 1_000} s` }
  try {
    return readReport(directory, readFileSync(output, 'utf8'))
  } catch (cause) {
    throw new Error(`vitest left no report:\n${ended.text}`, { cause })
  }
}

function readReport(directory: string, text: string): SuiteRun {
  const { success, testResults } = report.parse(JSON.parse(text))
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    if (failed) return { kind: 'failed', by: `${path.relative(directory, name)}: ${failed.fullName}` }
  }
  const empty = testResults.find(
    ({ message, assertionResults }) => message !== '' && assertionResults.length === 0,
  )
  if (empty) return { kind: 'unloadable', why: empty.message.split('\n', 1)[0] ?? '' }
  return success ? { kind: 'passed' } : { kind: 'failed', by: 'an error outside of the tests' }
}

interface Ended {
  readonly isLate: boolean
  readonly text: string
}

/** In a group of its own, so that nothing is left of a run that hangs. */
function endOf(directory: string, argv: readonly string[]): Promise<Ended> {
  const vitest = path.join(directory, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, ...argv], { cwd: directory, detached: true })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-20_000)))
  let isLate = false
  const killGroup = (): void => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nothing of it runs any more.
    }
  }
  const timer = setTimeout(() => {
    isLate = true
    killGroup()
  }, LIMIT_MS)
  process.once('exit', killGroup)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(timer)
      process.off('exit', killGroup)
      resolve({ isLate, text })
    })
  })
}
