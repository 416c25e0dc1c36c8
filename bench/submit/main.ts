// How fast jobs are accepted, against bare servers that keep the same bytes. Only the ratios mean something.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { median, medianRatio } from '../figures.ts'
import { signedEachSecond, startLemnis, SUBMIT_BODY } from './lemnis.ts'
import { measureLoad, type Measured } from './load.ts'
import { startSubject, type Subject } from './subject.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const DURATION_MS = Number(process.env['BENCH_DURATION_MS'] ?? 2_000)
const WARM_UP_MS = 15_000

/** What must be reached: at least `ratio` of the rate of `against`. */
const GOALS = [
  { connections: 1, against: 'single', ratio: 0.6 },
  { connections: 50, against: 'single', ratio: 2 },
  { connections: 50, against: 'grouped', ratio: 0.5 },
] as const

const request = signedEachSecond({ method: 'POST', path: '/jobs', body: SUBMIT_BODY })
const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-bench-'))
try {
  process.exitCode = (await compare()) ? 0 : 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}

async function compare(): Promise<boolean> {
  const bare = new URL('./bare-server.ts', import.meta.url)
  using single = await startSubject({
    name: 'single',
    script: bare,
    args: ['single', path.join(directory, 'single.db')],
  })
  using grouped = await startSubject({
    name: 'grouped',
    script: bare,
    args: ['grouped', path.join(directory, 'grouped.db')],
  })
  using lemnis = await startLemnis(path.join(directory, 'data'))
  const subjects = [single, grouped, lemnis]
  // With many connections, so that the compiler settles on the hot paths before anything counts.
  for (const { port } of subjects)
    await measureLoad({ port, request, connections: 50, durationMs: WARM_UP_MS })
  let reached = true
  for (const connections of [1, 50]) {
    const measured = await measureAll(subjects, connections)
    const ratesOf = (name: string): number[] => (measured.get(name) ?? []).map(({ rate }) => rate)
    console.log(
      `${connections} connection(s), medians of ${ROUNDS} rounds: submits per second, ms at p50 and p99`,
    )
    for (const { name } of subjects) console.log(`  ${name.padEnd(8)} ${row(measured.get(name) ?? [])}`)
    for (const goal of GOALS.filter((candidate) => candidate.connections === connections)) {
      const ratio = medianRatio(ratesOf('lemnis'), ratesOf(goal.against))
      const met = ratio >= goal.ratio
      reached &&= met
      console.log(
        `  lemnis / ${goal.against}: ${ratio.toFixed(2)} (goal ${goal.ratio}) ${met ? 'met' : 'NOT MET'}`,
      )
    }
  }
  return reached
}

/** What each subject reached by name, one entry for each round; the subjects take turns so that all meet the same machine. */
async function measureAll(
  subjects: readonly Subject[],
  connections: number,
): Promise<ReadonlyMap<string, Measured[]>> {
  const measured = new Map<string, Measured[]>(subjects.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, port } of subjects) {
      measured.get(name)?.push(await measureLoad({ port, request, connections, durationMs: DURATION_MS }))
    }
  }
  return measured
}

function row(rounds: readonly Measured[]): string {
  const share = (part: number): string =>
    median(
      rounds.map(({ latencies }) => latencies[Math.floor(latencies.length * part)] ?? Number.NaN),
    ).toFixed(2)
  const rate = median(rounds.map((round) => round.rate)).toFixed(0)
  return `${rate.padStart(6)}  ${share(0.5).padStart(7)}  ${share(0.99).padStart(7)}`
}
