/**
 * Lets workflows with random graphs (joins, fan-out, nodes that fail, runs that are cancelled) go through worker processes
 * that are killed at random moments: one on a SQLite file, then, with a fifth of the numbers, three on PostgreSQL.
 * `npm run test:crash:workflows -- [--runs 500] [--kills 50] [--seed N]`; exit 0 only when no node was lost, doubled or
 * early, and every run ended as its graph says, with one callback.
 */
import { parseArgs } from 'node:util'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { runPass, type PassResult } from './workflows/run-pass.ts'

const SHOWN_PROBLEMS = 30

/** With fewer than these, a kill or two more that miss are a large share. */
const FEW_KILLS = 20

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [runs, kills, seed] = [Number(values.runs), Number(values.kills), Number(values.seed)]
console.log(`seed ${values.seed}: ${runs} runs, ${kills} kills; a fifth of both on PostgreSQL`)

const onFile = await runPass({ workers: 1, concurrency: 8, longestMs: 120, runs, kills, seed })
const fileProblems = report('SQLite', onFile, kills)

await using postgres = await startPostgres({ durable: false })
const fifth = { runs: Math.ceil(runs / 5), kills: Math.ceil(kills / 5) }
const crew = { databaseUrl: postgres.url, workers: 3, concurrency: 4, longestMs: 300 }
const onServer = await runPass({ ...crew, ...fifth, seed: seed + 1 })
const problems = [...fileProblems, ...report('PostgreSQL', onServer, fifth.kills)]

for (const problem of problems.slice(0, SHOWN_PROBLEMS)) console.log(`PROBLEM: ${problem}`)
if (problems.length > SHOWN_PROBLEMS) console.log(`… and ${problems.length - SHOWN_PROBLEMS} more`)
const failed = [fileProblems, problems.slice(fileProblems.length)].filter(({ length }) => length > 0).length
console.log(`${2 - failed} passed, ${failed} failed`)
await postgres[Symbol.asyncDispose]()
process.exit(failed === 0 ? 0 : 1)

function report(on: string, result: PassResult, wantedKills: number): readonly string[] {
  const { states, killsWithRuns } = result
  const ended = ['Success', 'Failed', 'Cancel'].map((state) => `${states.get(state) ?? 0} ${state}`)
  console.log(
    `${on}: ${result.runs} runs (${ended.join(', ')}) of ${result.nodes} nodes, ${result.jobs} jobs, ` +
      `${result.finishes} WorkflowFinish, ${wantedKills} kills, ${killsWithRuns} of them with runs under way; ` +
      `${result.jobsAgain} jobs were run again, ${result.againAfterCancel} of them of a cancelled run; ${result.seconds} s`,
  )
  // A kill that hit nothing proves nothing. Which ones do is chance, so that of a few kills more may miss.
  const share = wantedKills < FEW_KILLS ? 0.5 : 0.9
  if (killsWithRuns >= Math.floor(share * wantedKills)) return result.problems
  return [...result.problems, `${on}: only ${killsWithRuns} of ${wantedKills} kills hit runs`]
}
