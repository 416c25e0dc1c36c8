/**
 * Plants faults on the main paths, one by one in a copy of the working tree, and runs the tests that must notice each.
 * `npm run faults -- --help`; exit 0 only when none survived.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { SOURCE, plantIn, type Fault } from './faults/fault.ts'
import { FAULTS, staleRows } from './faults/list.ts'
import { runSuites } from './faults/run-suites.ts'
import { copyWorkingTree } from './scratch-copy.ts'

const HELP = `npm run faults -- [options]

  --only NAME  plants only the faults whose sentence has NAME in it
  --list       prints the faults, and plants none
  --help       this text
`

const ROOT = path.resolve(import.meta.dirname, '..')

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, list: { type: 'boolean' }, help: { type: 'boolean' } },
})
const wanted = FAULTS.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()))
if (values.help === true) process.stdout.write(HELP)
else if (wanted.length === 0) fail(`no fault has "${values.only}" in its sentence`)
else if (values.list === true)
  for (const { name, file } of wanted) process.stdout.write(`${name} (${file})\n`)
else await plantAll(wanted)

async function plantAll(faults: readonly Fault[]): Promise<void> {
  const stale = staleRows(ROOT, faults)
  if (stale.length > 0) {
    fail(stale.join('\n'))
    return
  }
  using copy = copyWorkingTree(ROOT)
  const red = await findRedSuites(copy.directory, faults)
  if (red !== undefined) {
    fail(`without any fault the tests fail already, by ${red}`)
    return
  }
  let survived = 0
  for (const fault of faults) {
    const noticedBy = await plant(copy.directory, fault)
    if (noticedBy === undefined) survived += 1
    process.stdout.write(
      `${fault.name}\n    ${noticedBy === undefined ? 'SURVIVED' : `noticed by ${noticedBy}`}\n`,
    )
  }
  process.stdout.write(`${faults.length - survived} noticed, ${survived} survived\n`)
  if (survived > 0) process.exitCode = 1
}

/** What fails without a fault, if anything does: it would look like noticing. */
async function findRedSuites(directory: string, faults: readonly Fault[]): Promise<string | undefined> {
  for (const [project, group] of Map.groupBy(faults, (fault) => fault.project)) {
    const suites = [...new Set(group.flatMap((fault) => fault.suites))]
    const run = await runSuites(directory, { suites, ...(project && { project }) })
    if (run.kind === 'failed') return run.by
    if (run.kind === 'unloadable') return run.why
  }
  return undefined
}

/** Which test noticed the fault, if one did. Throws an Error for a fault with which a file is not even loaded. */
async function plant(directory: string, fault: Fault): Promise<string | undefined> {
  const file = path.join(directory, SOURCE, fault.file)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, plantIn(text, fault))
  try {
    const run = await runSuites(directory, fault)
    if (run.kind === 'unloadable')
      throw new Error(`"${fault.name}" is no fault but a broken file: ${run.why}`)
    return run.kind === 'failed' ? run.by : undefined
  } finally {
    writeFileSync(file, text)
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
