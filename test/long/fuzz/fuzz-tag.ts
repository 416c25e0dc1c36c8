import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { Case, type CaseOptions } from './case.ts'
import type { FuzzHarness } from './harness.ts'
import { classifyJob } from './classify-job.ts'
import type { ResultLog } from './result-log.ts'
import { caseRandom } from './case-random.ts'
import { ciHost } from './hosts.ts'
import { tagCase, type TagCase } from './tag-cases.ts'
import type { TagGrammar } from './tags/tag-grammar.ts'
import { watch } from './watch.ts'

/** More than run at once, so that some have to wait. */
const AT_ONCE = 6
const POLL_MS = 40
/** Those before it and the job itself may each take as long as the service lets them. */
const LONGEST_WAIT_MS = 240_000

export interface FuzzOptions {
  readonly harness: FuzzHarness
  readonly results: ResultLog
  readonly seed: number
  readonly ms: number
}

/** Submits jobs of one tag for a time, and waits until all that were accepted have ended as they may. */
export async function fuzzTag(
  { harness, results, seed, ms }: FuzzOptions,
  grammar: TagGrammar,
): Promise<void> {
  const options = { harness, results, where: grammar.tag }
  await watch(harness, { what: grammar.tag, results, ms }, async () => {
    const until = performance.now() + ms
    let next = 0
    const work = async (): Promise<void> => {
      while (performance.now() < until) {
        const number = next++
        await runCase(options, number, tagCase(grammar, caseRandom(seed, number), number))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  })
}

async function runCase(options: CaseOptions, number: number, { template, job }: TagCase): Promise<void> {
  const own = new Case(options, number)
  const made = template && (await own.ask(template))
  const templateId = /<TemplateId>([^<]+)</.exec(String(made?.body))?.[1]
  if (template && templateId === undefined) return
  const order = job(templateId ?? '')
  const submitted = await own.ask(order)
  if (templateId !== undefined) {
    // The job keeps what the template said when it was submitted.
    await own.ask({ method: 'DELETE', host: ciHost(), path: `/template/${templateId}` })
  }
  for (const [, id = ''] of String(submitted?.body).matchAll(/<JobId>([^<]+)</g)) {
    const ended = await endOf(own, id, String(order.body))
    if (ended !== undefined) options.results.count(ended)
  }
}

async function endOf(own: Case, id: string, sent: string): Promise<string | undefined> {
  const since = performance.now()
  while (performance.now() - since < LONGEST_WAIT_MS) {
    const answer = await own.ask({ method: 'GET', host: ciHost(), path: `/jobs/${id}` })
    if (answer?.status !== 200) return undefined
    const verdict = classifyJob(answer.body, sent)
    if (verdict.kind === 'ended') {
      if (verdict.limit !== undefined) own.note(verdict.limit)
      return verdict.as
    }
    if (verdict.kind === 'wrong') {
      own.fail(verdict.why)
      return 'wrong'
    }
    await sleep(POLL_MS)
  }
  own.fail(`the job ${id} did not end within ${LONGEST_WAIT_MS} ms`)
  return 'hangs'
}
