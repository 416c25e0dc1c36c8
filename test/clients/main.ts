/**
 * Runs the official SDKs' own tests and demos, unchanged but for their settings, against the real service: by its proxy,
 * with TLS, under the vendor's names. `npm run clients -- [NAME…] [--dir DIR] [--only TEST]…`: DIR has a checkout of each
 * SDK under its NAME, sdks by default; exit 0 when nothing failed. Needs openssl and ffmpeg, and
 * - python: python3 (or what PYTHON names) with requests, xmltodict, crcmod and pycryptodome;
 * - go: what docs/sdks.md names, and in DIR/go-deps/OWNER/NAME what else the SDK imports;
 * - java: what docs/sdks.md names;
 * - nodejs: what the SDK's package.json names, in its node_modules or in DIR/nodejs-deps;
 * - js: chromium (or what CHROMIUM names);
 * - php: php (or what PHP names) with curl, xml and mbstring; Guzzle 7 as Debian has it, and guzzle/command,
 *   guzzle/guzzle-services and guzzle/uri-template in DIR/php-deps/guzzle, or all of it by composer in the checkout.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Client } from './client.ts'
import { go } from './go/client.ts'
import { java } from './java/client.ts'
import { excuse } from './not-ours.ts'
import { report, type Kind, type Outcome } from './outcome.ts'
import { js } from './js/client.ts'
import { nodejs } from './nodejs/client.ts'
import { php } from './php/client.ts'
import { python } from './python/client.ts'
import { openStage } from './stage.ts'

const CLIENTS: readonly Client[] = [python, go, java, nodejs, js, php]
const MARKS: Readonly<Record<Kind, string>> = { passed: '.', refused: 'r', other: 'o', failed: 'F' }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: 'sdks' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const names = CLIENTS.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no client ${unknown.join(', ')}, but ${names.join(', ')}.`)
  process.exit(2)
}

const scratch = mkdtempSync(path.join(tmpdir(), 'lemnis-clients-'))
const outcomes: Outcome[] = []
try {
  const clients = CLIENTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  await using stage = await openStage(scratch, [...new Set(clients.flatMap(({ buckets }) => buckets))])
  for (const client of clients) {
    const checkout = { directory: path.resolve(values.dir, client.name), only: values.only }
    for await (const outcome of client.run(stage, checkout)) {
      const told = excuse(outcome)
      outcomes.push(told)
      process.stderr.write(MARKS[told.kind])
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
console.log(`\n${report(outcomes)}`)
const failed = outcomes.filter(({ kind }) => kind === 'failed').length
console.log(`${outcomes.length - failed} passed, ${failed} failed`)
process.exitCode = outcomes.length > 0 && failed === 0 ? 0 : 1
