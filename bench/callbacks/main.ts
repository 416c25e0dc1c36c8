/**
 * How callbacks are delivered, beside BullMQ and beside bare POSTs. Only the ratios are meaningful.
 * `npm run bench:callbacks -- [SECTION…] [--quick] [--rounds N] [--profile FILE.cpuprofile]`; exit 0 when all goals are
 * met.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { measureCpu, measureDrain, type BenchSize } from './drain.ts'
import { measureIsolation, measureLatency, measureReplay } from './live.ts'
import { missingPrograms, startRedis } from '../redis.ts'
import { SENDING_CORE, BenchHarness } from './harness.ts'

const SECTIONS = new Map([
  ['drain', measureDrain],
  ['cpu', measureCpu],
  ['latency', measureLatency],
  ['isolation', measureIsolation],
  ['replay', measureReplay],
])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    profile: { type: 'string' },
  },
})
const missing = [
  ...missingPrograms(),
  ...positionals
    .filter((name) => !SECTIONS.has(name))
    .map((name) => `there is no section ${name}, but ${[...SECTIONS.keys()].join(', ')}`),
]
for (const sentence of missing) console.error(sentence)
process.exitCode = missing.length === 0 && (await run()) ? 0 : 1

async function run(): Promise<boolean> {
  const size: BenchSize = {
    rounds: Number(values.rounds ?? (values.quick ? 1 : 7)),
    share: values.quick ? 0.1 : 1,
    ...(values.profile !== undefined && { profile: path.resolve(values.profile) }),
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-bench-'))
  try {
    await using redis = await startRedis(directory, SENDING_CORE)
    let reached = true
    for (const [name, measure] of SECTIONS) {
      if (positionals.length > 0 && !positionals.includes(name)) continue
      await using harness = await BenchHarness.open(directory, redis.port)
      reached = (await measure(harness, size)) && reached
    }
    return reached
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
