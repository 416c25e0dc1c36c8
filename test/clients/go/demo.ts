import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { adapt } from '../adapt.ts'
import type { Stage } from '../stage.ts'
import type { Workplace } from './workplace.ts'

export interface Demo {
  readonly group: string
  /** Of its file, such as `CI/workflow_and_job/jobs.go`. */
  readonly name: string
  /** Each function that takes nothing; its main if there is none. */
  readonly functions: readonly string[]
  readonly source: string
}

/** Tells the program which function to call. */
export const WHICH = 'DEMO'

const TAKES_NOTHING = /^func (\w+)\(\) \{/gm
/** What a user has to fill in. */
const GAPS = { proxy: 'http://<hostname-or-ip>:7000', bucket: 'xxx-125xxxxxxxx' }

/** Those of a checkout, for a bucket of ours. */
export function listDemos({ service, env }: Stage, sdk: string, bucket: string): readonly Demo[] {
  const directory = path.join(sdk, 'example')
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.go'),
  )
  return names.toSorted().map((name) => {
    const source = adapt(readFileSync(path.join(directory, name), 'utf8'), {
      ...{ bucket, secretId: service.secretId, secretKey: service.secretKey },
    })
      .replace(GAPS.proxy, env['HTTP_PROXY'] ?? '')
      .replace(GAPS.bucket, bucket)
    return { group: 'go demo', name, source, functions: functionsOf(source) }
  })
}

/** Of ours: calls that no demo makes. */
export function ownCalls(): Demo {
  const source = readFileSync(fileURLToPath(new URL('calls.go', import.meta.url)), 'utf8')
  return { group: 'go calls', name: 'calls.go', source, functions: functionsOf(source) }
}

/** What makes something comes first, what takes it away last. */
function functionsOf(source: string): readonly string[] {
  const all = [...source.matchAll(TAKES_NOTHING)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'main')
  return all.length > 0 ? all.toSorted((one, other) => rank(one) - rank(other)) : ['main']
}

const RANKS = [
  /^(create|open|put|add|set|invoke)/i,
  /^paused/i,
  /^(?!delete|del|close|cancel|active)/i,
  /^active/i,
]

function rank(name: string): number {
  const found = RANKS.findIndex((pattern) => pattern.test(name))
  return found === -1 ? RANKS.length : found
}

/** Beside the demo, which stays as it is, a file that calls the wanted one of its functions before its main begins. */
export async function compileDemo(
  { sdk, compile }: Workplace,
  { name, functions, source }: Demo,
  program: string,
): Promise<string | undefined> {
  // Below the SDK, whose go.mod makes Go look for imports by their major version.
  const directory = path.join(sdk, 'demos', name.replace(/\.go$/, ''))
  mkdirSync(directory, { recursive: true })
  const [demo, calls] = [path.join(directory, 'demo.go'), path.join(directory, 'calls.go')]
  writeFileSync(demo, source)
  const cases = functions
    .filter((each) => each !== 'main')
    .map((each) => `case "${each}": ${each}(); os.Exit(0)`)
  const init = `func init() { switch os.Getenv("${WHICH}") {\n${cases.join('\n')}\n} }`
  writeFileSync(calls, `package main\nimport "os"\n${init}\n`)
  // By the names of files: some demos are marked to be left out where a directory is named.
  return compile(['build', '-o', program, demo, calls])
}
