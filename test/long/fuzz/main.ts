/**
 * Feeds the real service what nobody should send: bodies that are torn and twisted to every door that reads XML, and
 * parameters of every tag, right and wrong. `npm run long:fuzz -- --help`; exit 0 only when every answer was one that
 * the protocol has, every accepted job ended as it may, and the service stands as it stood.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openBench } from './bench.ts'
import { fuzzDoor } from './fuzz-door.ts'
import { fuzzTag } from './fuzz-tag.ts'
import { Ledger } from './ledger.ts'
import { HELP, readOptions } from './options.ts'
import { replay } from './replay.ts'
import { GRAMMARS } from './tags/all-grammars.ts'

const MINUTE_MS = 60_000

const options = readOptions(process.argv.slice(2), Date.now())
if (options.help) {
  console.log(HELP)
  process.exit(0)
}
const { seed, tags } = options
const unknown = tags.find((tag) => !GRAMMARS.some((grammar) => grammar.tag === tag))
if (unknown !== undefined) throw new Error(`there is no tag ${unknown}`)
const grammars = GRAMMARS.filter(({ tag }) => tags.length === 0 || tags.includes(tag))

if (options.replay !== undefined) {
  await replay(options.replay)
  process.exit(0)
}

const directory = options.failures ?? (await mkdtemp(path.join(tmpdir(), 'lemnis-fuzz-')))
console.log(
  `seed ${seed}: ${options.doorMinutes} min of doors, ${options.tagMinutes} min of each of ${grammars.length} tags`,
)
const results: { readonly what: string; readonly ledger: Ledger }[] = []
const begin = (what: string): Ledger => {
  const ledger = new Ledger(directory, seed)
  results.push({ what, ledger })
  return ledger
}

await using bench = await openBench(seed)
if (options.doorMinutes > 0) {
  await fuzzDoor({ bench, ledger: begin('doors'), seed, ms: options.doorMinutes * MINUTE_MS })
}
if (options.tagMinutes > 0) {
  for (const grammar of grammars)
    await fuzzTag({ bench, ledger: begin(grammar.tag), seed, ms: options.tagMinutes * MINUTE_MS }, grammar)
}
await bench[Symbol.asyncDispose]()

for (const { what, ledger } of results)
  console.log(`${what}: ${ledger.requests} answers, ${ledger.failures} failures: ${ledger.summary()}`)
const failed = results.filter(({ ledger }) => ledger.failures > 0).length
console.log(`${results.length - failed} passed, ${failed} failed`)
if (failed > 0) console.log(`seed ${seed}; the requests that failed are in ${directory}`)
process.exit(failed === 0 ? 0 : 1)
