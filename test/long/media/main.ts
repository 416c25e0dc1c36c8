/**
 * Runs the media tags on random files, beside the system's ffmpeg on the same ones. See `npm run long:media -- --help`.
 * Exit code 0 only if no tag gave less or something else, and none broke.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compareFile, TAGS } from './compare-file.ts'
import { openLemnis } from './lemnis.ts'
import { makeFile } from './make/make-file.ts'
import { HELP, readOptions } from './options.ts'
import { describeRecipe, makeRecipe } from './recipe/recipe.ts'
import { Results } from './results.ts'

const MINUTE_MS = 60_000

const options = readOptions(process.argv.slice(2))
if (options.isHelp) {
  console.log(HELP)
  process.exit(0)
}
const { seed, from, count, minutes, tags, faults, containers } = options
const unknown = tags.find((tag) => !TAGS.includes(tag))
if (unknown !== undefined) throw new Error(`there is no tag ${unknown}; there are ${TAGS.join(', ')}`)
const recipes = Array.from({ length: count }, (_, at) => makeRecipe(seed, from + at)).filter(
  ({ fault, container }) => isWanted(fault.kind, faults) && isWanted(container, containers),
)
if (options.isList) {
  for (const recipe of recipes) console.log(`${recipe.number}: ${describeRecipe(recipe)}`)
  process.exit(0)
}

const keep = options.keep ?? (await mkdtemp(path.join(tmpdir(), 'lemnis-media-')))
await mkdir(keep, { recursive: true })
const work = await mkdtemp(path.join(tmpdir(), 'lemnis-media-work-'))
const results = new Results(seed)
const endMs = performance.now() + minutes * MINUTE_MS
console.log(`seed ${seed}, files from ${from}; what disagrees is kept in ${keep}`)
let next = from + count
let done = 0
await using lemnis = await openLemnis()
for (const recipe of recipes) {
  if (performance.now() > endMs) {
    next = recipe.number
    break
  }
  if (options.isVerbose) console.log(describeRecipe(recipe))
  const directory = path.join(work, String(recipe.number))
  await mkdir(directory)
  const made = await makeFile(recipe, directory).catch((error: unknown) => String(error).slice(0, 1_000))
  if (typeof made === 'string') {
    results.add(recipe, [{ tag: '(made)', problem: made }])
    continue
  }
  const verdicts = await compareFile({ recipe, made, directory, lemnis, tags })
  if (options.isVerbose)
    for (const { tag, problem } of verdicts) console.log(`${tag}: ${problem ?? 'as expected'}`)
  if (results.add(recipe, verdicts)) {
    await copyFile(made.path, path.join(keep, `${seed}-${recipe.number}${path.extname(made.path)}`))
  }
  await rm(directory, { recursive: true, force: true })
  done += 1
}
await rm(work, { recursive: true, force: true })
await lemnis[Symbol.asyncDispose]()
console.log(`${done} files; go on with --seed ${seed} --from ${next}`)
results.print()
process.exit(results.failures === 0 ? 0 : 1)

function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(name)
}
