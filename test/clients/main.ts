/**
 * Runs the official SDKs' own tests, unchanged, against the real service: by its proxy, with TLS, under the vendor's names.
 * `npm run clients -- [NAME…] [--dir DIR] [--only TEST]…`: DIR has a checkout of each SDK under its NAME (python), sdks by default; exit
 * 0 when nothing failed. Needs openssl, ffmpeg, and python3 (or what PYTHON names) with requests, xmltodict, crcmod and
 * pycryptodome.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { report, type Checkout, type Outcome } from './outcome.ts'
import { runPython } from './python.ts'
import { APPID, openStage, type Stage } from './stage.ts'

type Run = (stage: Stage, checkout: Checkout) => AsyncIterable<Outcome>

const CLIENTS: ReadonlyMap<string, Run> = new Map([['python', runPython]])
const BUCKETS = ['cos-python-v5-test-ci', 'cos-python-v5-test-mi'].map((name) => `${name}-${APPID}`)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: 'sdks' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const unknown = positionals.filter((name) => !CLIENTS.has(name))
if (unknown.length > 0) {
  console.error(`There is no client ${unknown.join(', ')}, but ${[...CLIENTS.keys()].join(', ')}.`)
  process.exit(2)
}

const scratch = mkdtempSync(path.join(tmpdir(), 'lemnis-clients-'))
const outcomes: Outcome[] = []
try {
  await using stage = await openStage(scratch, BUCKETS)
  for (const [name, run] of CLIENTS) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    for await (const outcome of run(stage, {
      directory: path.resolve(values.dir, name),
      only: values.only,
    })) {
      outcomes.push(outcome)
      process.stderr.write(outcome.kind === 'passed' ? '.' : outcome.kind === 'refused' ? 'r' : 'F')
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
console.log(`\n${report(outcomes)}`)
const failed = outcomes.filter(({ kind }) => kind === 'failed').length
console.log(`${outcomes.length - failed} passed, ${failed} failed`)
process.exitCode = outcomes.length > 0 && failed === 0 ? 0 : 1
