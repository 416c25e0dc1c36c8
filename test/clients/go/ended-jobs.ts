import { setTimeout } from 'node:timers/promises'
import { signedRequest } from '../../signed-client.ts'
import type { Outcome } from '../outcome.ts'
import { REGION, type Stage } from '../stage.ts'

const LONGEST_MS = 180_000
const LOOK_EVERY_MS = 1_000
const JOB = /<JobsDetail>[^]*?<\/JobsDetail>/g

/** What became of the jobs that demos submitted: they themselves do not wait for it. */
export async function* endedJobs(stage: Stage, bucket: string): AsyncGenerator<Outcome, void> {
  const until = Date.now() + LONGEST_MS
  let open = await listJobs(stage, bucket, 'Submitted,Running')
  while (open.length > 0 && Date.now() < until) {
    await setTimeout(LOOK_EVERY_MS)
    open = await listJobs(stage, bucket, 'Submitted,Running')
  }
  for (const job of await listJobs(stage, bucket, 'All')) {
    const [tag, object, state, message] = ['Tag', 'Object', 'State', 'Message'].map((name) =>
      textOf(job, name),
    )
    const hasEnded = state === 'Success' || state === 'Cancel'
    yield {
      ...{ group: 'go jobs', name: `${tag} ${object}` },
      ...(hasEnded ? { kind: 'passed' } : { kind: 'failed', detail: `${state}: ${message}` }),
    }
  }
}

function textOf(job: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)<`).exec(job)?.[1] ?? ''
}

async function listJobs({ service }: Stage, bucket: string, states: string): Promise<readonly string[]> {
  const host = `${bucket}.ci.${REGION}.myqcloud.com`
  const jobs: string[] = []
  let nextToken = ''
  do {
    const query = { states, size: '100', nextToken }
    const { status, body } = await signedRequest(service, { method: 'GET', path: '/jobs', host, query })
    if (status !== 200) throw new Error(`the jobs were not listed: ${body}`)
    jobs.push(...(body.match(JOB) ?? []))
    nextToken = /<NextToken>([^<]+)</.exec(body)?.[1] ?? ''
  } while (nextToken !== '')
  return jobs
}
