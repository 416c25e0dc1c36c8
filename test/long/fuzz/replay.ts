import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import type { RunningService } from '../../../tooling/start-service.ts'
import { openHarness } from './harness.ts'
import { classifyJob } from './classify-job.ts'
import { ciHost } from './hosts.ts'
import { send } from './send.ts'

const POLL_MS = 100

const recorded = z.object({
  seed: z.number(),
  why: z.string(),
  requests: z.array(
    z.object({
      method: z.string(),
      host: z.string(),
      path: z.string(),
      query: z.string().exactOptional(),
      headers: z.record(z.string(), z.string()).exactOptional(),
      body: z.base64(),
    }),
  ),
})

/** Sends what a failure had sent to a fresh service again, waits for its jobs, and prints what comes of it. */
export async function replay(file: string): Promise<void> {
  const { seed, why, requests } = recorded.parse(JSON.parse(await readFile(file, 'utf8')))
  console.log(`recorded: ${why}`)
  await using harness = await openHarness(seed)
  let templateId = ''
  for (const { body, ...rest } of requests) {
    // What asks for jobs and cleans up names ids of the first time.
    if (rest.method === 'GET' || rest.method === 'DELETE') continue
    const bytes = templateId === '' ? Buffer.from(body, 'base64') : withTemplate(body, templateId)
    const answer = await send(harness.service, { ...rest, body: bytes })
    const text = answer.body.toString('utf8')
    console.log(
      `${rest.method} ${rest.path}\n${bytes.toString('utf8').slice(0, 5_000)}\n${answer.status} ${text}`,
    )
    templateId = /<TemplateId>([^<]+)</.exec(text)?.[1] ?? templateId
    for (const [, id = ''] of text.matchAll(/<JobId>([^<]+)</g)) console.log(await endOf(harness.service, id))
  }
  console.log(harness.complaints().join('\n'))
  console.log(harness.lastLog())
}

/** A template is given another id each time it is made. */
function withTemplate(body: string, id: string): Buffer {
  const text = Buffer.from(body, 'base64').toString('utf8')
  return Buffer.from(text.replaceAll(/(TemplateId>)[^<]+</g, `$1${id}<`))
}

async function endOf(service: RunningService, id: string): Promise<string> {
  for (;;) {
    const { body } = await send(service, { method: 'GET', host: ciHost(), path: `/jobs/${id}` })
    if (classifyJob(body, '').kind !== 'waits') return body.toString('utf8')
    await sleep(POLL_MS)
  }
}
