import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import type { Stage } from '../stage.ts'
import { run } from '../run.ts'

const SDK = 'github.com/tencentyun/cos-go-sdk-v5'
const DEBIANS = '/usr/share/gocode'
const LONGEST_BUILD_MS = 300_000

/** Where Go finds the SDK and all that it imports: no module is looked for elsewhere. */
export interface Workplace {
  /** A copy of the SDK. */
  readonly sdk: string
  /** Compiles the packages or files that are named last; gives what the compiler said when it failed. */
  readonly compile: (argv: readonly string[]) => Promise<string | undefined>
}

export function openWorkplace(stage: Stage, checkout: string): Workplace {
  const gopath = path.join(stage.scratch, 'gopath')
  const sdk = path.join(gopath, 'src', SDK)
  // Its vendor directory is of other versions than its go.mod, by which everybody else compiles it.
  const left = new Set(['.git', 'vendor'].map((name) => path.join(checkout, name)))
  cpSync(checkout, sdk, { recursive: true, filter: (file) => !left.has(file) })
  linkImports(path.join(path.dirname(checkout), 'go-deps'), path.join(gopath, 'src', 'github.com'))
  const env = {
    ...process.env,
    ...{ GOPATH: `${gopath}:${DEBIANS}`, GO111MODULE: 'off', CGO_ENABLED: '0', GOFLAGS: '' },
  }
  return {
    sdk,
    compile: async (argv) => {
      const log = path.join(stage.scratch, 'go-compile.log')
      const { exitCode, output } = await run(['go', ...argv], {
        env,
        cwd: sdk,
        log,
        longestMs: LONGEST_BUILD_MS,
      })
      return exitCode === 0 ? undefined : output.trim()
    },
  }
}

/** Each `OWNER/NAME` of a directory, as Go looks for it. */
function linkImports(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`${from} has to have what the SDK imports, as OWNER/NAME`)
  for (const owner of readdirSync(from)) {
    mkdirSync(path.join(to, owner), { recursive: true })
    for (const name of readdirSync(path.join(from, owner)))
      symlinkSync(path.join(from, owner, name), path.join(to, owner, name))
  }
}
