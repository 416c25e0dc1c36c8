/**
 * Fuzzes the real service with corrupted bodies for every entry point that reads XML, and with valid and invalid
 * parameters of every tag. See `npm run long:fuzz -- --help`. Exit code 0 only if every response was one of the
 * protocol, every accepted job ended properly, and the service is still healthy.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openHarness } from './harness.ts'
import { fuzzEntryPoints } from './fuzz-entry-points.ts'
import { fuzzTag } from './fuzz-tag.ts'
import { ResultLog } from './result-log.ts'
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
  `seed ${seed}: ${options.entryPointMinutes} min of entry points, ${options.tagMinutes} min of each of ${grammars.length} tags`,
)
const runs: { readonly what: string; readonly results: ResultLog }[] = []
const begin = (what: string): ResultLog => {
  const results = new ResultLog(directory, seed)
  runs.push({ what, results })
  return results
}

await using harness = await openHarness(seed)
if (options.entryPointMinutes > 0) {
  await fuzzEntryPoints({
    harness,
    results: begin('entry points'),
    seed,
    ms: options.entryPointMinutes * MINUTE_MS,
  })
}
if (options.tagMinutes > 0) {
  for (const grammar of grammars)
    await fuzzTag({ harness, results: begin(grammar.tag), seed, ms: options.tagMinutes * MINUTE_MS }, grammar)
}
await harness[Symbol.asyncDispose]()

for (const { what, results } of runs)
  console.log(`${what}: ${results.requests} answers, ${results.failures} failures: ${results.summary()}`)
const failed = runs.filter(({ results }) => results.failures > 0).length
console.log(`${runs.length - failed} passed, ${failed} failed`)
if (failed > 0) console.log(`seed ${seed}; the requests that failed are in ${directory}`)
process.exit(failed === 0 ? 0 : 1)
