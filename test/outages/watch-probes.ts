import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { rawRequest, type Answer } from '../signed-client.ts'

const EVERY_MS = 250

const Diagnosis = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      problems: z.array(z.object({ what: z.string(), advice: z.string() })),
    }),
  ),
})

export interface ProbesWatched {
  /** What was answered when something changed. */
  readonly seen: readonly string[]
  readonly problems: readonly string[]
  stop(): Promise<void>
}

/** Asks `/readyz`, and `/metrics` and the doctor once it says that something is wrong, until it is stopped. */
export function watchProbes(service: { readonly port: number; readonly adminToken: string }): ProbesWatched {
  const seen: string[] = []
  const problems: string[] = []
  const stopping = new AbortController()
  const authorization = `Bearer ${service.adminToken}`
  const ask = (path: string): Promise<Answer | undefined> =>
    rawRequest(service.port, { method: 'GET', path, headers: { host: '127.0.0.1', authorization } }).catch(
      () => undefined,
    )
  let toldOnce = false
  const watching = (async () => {
    let last = ''
    const askReady = async (): Promise<Answer | undefined> => {
      const answer = await ask('/readyz')
      const shown = answer ? `${answer.status} ${answer.body.trim()}` : 'no answer'
      if (shown !== last) seen.push(`/readyz: ${shown}`)
      last = shown
      return answer
    }
    while (!stopping.signal.aborted) {
      const answer = await askReady()
      if (!toldOnce && answer?.status === 503 && answer.body.includes(':')) {
        toldOnce = true
        const metrics = await ask('/metrics')
        const lines = metrics?.body.match(/^lemnis_outage\{.*\} 1$/gm) ?? []
        if (lines.length === 0) problems.push(`/metrics told no outage: ${metrics?.status ?? 'no answer'}`)
        seen.push(...lines.map((line) => `/metrics: ${line}`))
        const doctor = await ask('/_lemnis/api/doctor')
        if (doctor?.status === 200) seen.push(...advice(doctor.body))
        else problems.push(`the doctor answered ${doctor?.status ?? 'nothing'}`)
      }
      await sleep(EVERY_MS, stopping.signal)
    }
    await askReady()
    if (!toldOnce) problems.push('/readyz told no outage')
    if (last !== '200 ready') problems.push(`/readyz was left at ${last}`)
  })()
  return {
    seen,
    problems,
    stop: async () => {
      stopping.abort()
      await watching
    },
  }
}

/** What is wrong, and what to do, by the doctor. */
function advice(body: string): readonly string[] {
  const { checks } = Diagnosis.parse(JSON.parse(body))
  return checks.flatMap(({ name, problems }) =>
    problems.map(({ what, advice: todo }) => `doctor: ${name}: ${what} → ${todo}`),
  )
}
