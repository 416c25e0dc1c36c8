import type { ApiClient } from '../api-client.ts'
import type { CommandContext } from '../command.ts'
import { describeEnd } from './describe-job.ts'
import { printJson } from '../format/print-json.ts'
import type { Job } from './submit-request.ts'
import { readJob, waitForJob, type JobDetail } from './wait-for-job.ts'

export const WAIT_OPTIONS = { wait: { type: 'boolean' } } as const
export const WAIT_HELP = '--wait             wait until they have ended; exit code 1 unless all succeeded'

export interface Followed {
  readonly client: ApiClient
  readonly jobs: readonly Job[]
  readonly wait: boolean | undefined
  readonly json: boolean | undefined
}

/** Prints the ids of new jobs, or how they end. Returns the exit code. */
export async function followJobs(context: CommandContext, followed: Followed): Promise<number> {
  const { terminal } = context
  const { client, jobs, wait, json } = followed
  if (wait !== true) {
    if (json) printJson(terminal, { jobs })
    else for (const { id } of jobs) terminal.write(`${id}\n`)
    return 0
  }
  const ended = await untilEnded(context, client, jobs)
  if (json) printJson(terminal, { jobs: ended })
  else for (const job of ended) terminal.write(describeEnd(context, job))
  return ended.every(({ state }) => state === 'Success') ? 0 : 1
}

async function untilEnded(
  context: CommandContext,
  client: ApiClient,
  jobs: readonly Job[],
): Promise<readonly JobDetail[]> {
  const signal = context.untilStopped()
  const ended: JobDetail[] = []
  for (const { id } of jobs) {
    const job = await waitForJob({ client, id }, () => undefined, signal)
    if (!job) context.terminal.notice(`the job ${id} goes on without being waited for.`)
    ended.push(job ?? (await readJob(client, id)))
  }
  return ended
}
