// Runs the commands of README and the documentation as a reader would: `npm run test:docs`. Every block of shell commands says
// before it how it is run, or why it is not. Last line: "N passed, N failed".
import { fileURLToPath } from 'node:url'
import { readBlocks, type Block } from './read-blocks.ts'
import { seed, seedKey } from './seed.ts'
import { Stage, type Ran } from './stage.ts'

const blocks = readBlocks(fileURLToPath(new URL('../..', import.meta.url)))
const only = process.argv[2]
const result = { passed: 0, failed: 0 }

for (const { place, marker } of blocks)
  if (marker === undefined)
    report(place, { code: 1, output: 'this block says neither how it is run nor why it is not' })

await using stage = await Stage.open(fileURLToPath(new URL('../..', import.meta.url)))
const background = blocks.filter(({ marker }) => marker?.kind === 'background')
for (const [n, { place, text }] of background.entries()) {
  // All say the same in their languages.
  if (n === 0) report(place, await stage.startService(text))
  else
    report(place, { code: text === background[0]?.text ? 0 : 1, output: 'it differs from the other pages’' })
}
await seed(stage)
for (const block of blocks) if (only === undefined || block.place.startsWith(only)) await runBlock(block)
const reasons = blocks.flatMap(({ place, marker }) =>
  marker?.kind === 'not run' ? [`${place}: ${marker.reason}`] : [],
)
console.log(`\nNot run:\n  ${reasons.join('\n  ')}\n`)
console.log(`${result.passed} passed, ${result.failed} failed`)
process.exitCode = result.failed === 0 ? 0 : 1

async function runBlock({ place, text, marker }: Block): Promise<void> {
  if (text.includes('AKID…') && marker?.kind !== 'not run') await seedKey(stage)
  if (marker?.kind === 'run') report(place, await stage.run(text))
  if (marker?.kind !== 'until interrupted') return
  for (const command of commandsOf(text))
    report(`${place} ${command}`, await stage.runUntilInterrupted(command))
}

/** One for each line that is no comment. */
function commandsOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const command = line.replace(/\s+# .*$/, '').trim()
    return command === '' || command.startsWith('#') ? [] : [command]
  })
}

function report(place: string, { code, output }: Ran): void {
  if (code === 0) {
    result.passed += 1
    console.log(`ok   ${place}`)
  } else {
    result.failed += 1
    console.log(
      `FAIL ${place}: exit code ${code ?? 'of a signal'}\n${output.trimEnd().replace(/^/gm, '     | ')}`,
    )
  }
}
