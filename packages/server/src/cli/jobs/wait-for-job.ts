import type { z } from 'zod'
import { jobDetailSchema } from '../../api-schemas/jobs.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Answer } from '../answer.ts'
import type { ApiClient } from '../api-client.ts'

export type JobDetail = Answer<z.infer<typeof jobDetailSchema>>

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2_000
const SLOWER = 1.5

const OPEN: ReadonlySet<string> = new Set(['Submitted', 'Pause', 'Running'])

/**
 * Asks for a job until it has ended, and calls `onSeen` with each answer. Returns `undefined` when `signal` aborts
 * first.
 */
export async function waitForJob(
  { client, id }: { readonly client: ApiClient; readonly id: string },
  onSeen: (job: JobDetail) => void,
  signal: AbortSignal,
): Promise<JobDetail | undefined> {
  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * SLOWER, LONGEST_WAIT_MS)) {
    const job = await readJob(client, id)
    onSeen(job)
    if (!OPEN.has(job.state)) return job
    await sleep(wait, signal)
  }
  return undefined
}

export const readJob = (client: ApiClient, id: string): Promise<JobDetail> =>
  client.get(jobDetailSchema, `jobs/${encodeURIComponent(id)}`)
