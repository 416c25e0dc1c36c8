import { startFlakyReceiver } from '../crash/flaky-receiver.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { submitJobs, uploadInput } from './jobs.ts'
import { outageLines, settle, type Outcome, type OutageOptions } from './run-outage.ts'
import { useUpDescriptors } from './scenarios.ts'
import { serviceOf } from '../process-tree.ts'
import { keepFull } from './small-disk.ts'
import { setStage, type WorkerProcess } from './stage.ts'

interface OtherWorkerScenario {
  readonly name: string
  readonly run: (wanted: OutageOptions) => Promise<Outcome>
}

export const otherWorkerScenarios: readonly OtherWorkerScenario[] = [
  {
    name: 'one-disk-full',
    run: (wanted) => runBeside('one-disk-full', wanted, ({ disk }) => Promise.resolve(keepFull(disk))),
  },
  {
    name: 'one-without-descriptors',
    run: (wanted) =>
      runBeside('one-without-descriptors', wanted, ({ child }) => useUpDescriptors(serviceOf(child.pid))),
  },
]

/** Of two workers one can't work from the beginning to the end: the other one has to do all. */
async function runBeside(
  name: string,
  { jobs }: OutageOptions,
  begin: (worker: WorkerProcess) => Promise<AsyncDisposable>,
): Promise<Outcome> {
  console.log(`== ${name} of two workers on postgres-s3: ${jobs} jobs`)
  const receiver = await startFlakyReceiver(Infinity)
  await using stage = await setStage('postgres-s3', ['--no-worker'])
  await uploadInput(stage)
  const lame = await stage.startWorker()
  const healthy = await stage.startWorker()
  // Until both have their media processes.
  await sleep(2_000)
  let problems: readonly string[]
  {
    await using _outage = await begin(lame)
    const ids = await submitJobs(stage, jobs, receiver.url)
    problems = await settle(stage, ids, receiver.delivered)
  }
  await receiver.close()
  const ran = (worker: WorkerProcess): number => worker.log().match(/"outcome":"success"/g)?.length ?? 0
  const [byLame, byHealthy] = [ran(lame), ran(healthy)]
  console.log(`   the lame worker did ${byLame}, the other one ${byHealthy}`)
  for (const line of outageLines(lame.log())) console.log(`   ${line}`)
  const all = byLame > 0 ? [...problems, `the lame worker did ${byLame} jobs: it was not lame`] : problems
  for (const problem of all) console.log(`   PROBLEM: ${problem}`)
  return { problems: all }
}
