import { FileRefusedError } from '../../base/outages/file-refusals.ts'
import { eachInParallel } from '../../base/tasks/in-parallel.ts'
import { CommandError } from '../command.ts'
import type { FilePlan } from './plan-files.ts'
import { runPlan, type FinishedRun, type RunTools } from './run-plan.ts'

export interface AllRuns {
  readonly tools: Omit<RunTools, 'onProgress'>
  readonly plans: readonly FilePlan[]
  /** Where the objects of all of them go; it ends with a slash. */
  readonly prefix: string
  /** At once. */
  readonly concurrency: number
  /** Called with what a run does now. */
  readonly onProgress: (plan: FilePlan, what: string) => void
  readonly onEnd: (run: EndedRun) => void
}

/** A run with its outcome: a job, or the sentence of why there is none. */
export interface EndedRun {
  readonly plan: FilePlan
  readonly finished: FinishedRun | undefined
  readonly problem: string | undefined
}

/** Runs several plans at once; one that fails stops no other. Resolves with all that were begun, as they were given. */
export async function runAll(
  { tools, plans, prefix, concurrency, onProgress, onEnd }: AllRuns,
  signal: AbortSignal,
): Promise<readonly EndedRun[]> {
  const ended = new Map<FilePlan, EndedRun>()
  await eachInParallel(plans.entries(), concurrency, async ([index, plan]) => {
    if (signal.aborted) return
    const own = { ...tools, onProgress: (what: string) => onProgress(plan, what) }
    const run = await runOne(own, { plan, prefix: `${prefix}${index + 1}/` }, signal)
    ended.set(plan, run)
    onEnd(run)
  })
  return plans.flatMap((plan) => ended.get(plan) ?? [])
}

async function runOne(
  tools: RunTools,
  { plan, prefix }: { readonly plan: FilePlan; readonly prefix: string },
  signal: AbortSignal,
): Promise<EndedRun> {
  try {
    return { plan, finished: await runPlan(tools, { ...plan, prefix }, signal), problem: undefined }
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof FileRefusedError)) throw error
    return { plan, finished: undefined, problem: error.message }
  }
}
