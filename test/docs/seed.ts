import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Stage } from './stage.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'

const jobs = z.looseObject({ jobs: z.array(z.looseObject({ id: z.string() })) })
const callbacks = z.looseObject({ callbacks: z.array(z.looseObject({ id: z.string() })) })
const queues = z.looseObject({ queues: z.array(z.looseObject({ id: z.string() })) })

/** Makes what the documentation's names stand for: two jobs that ended, their callbacks, a queue. */
export async function seed(stage: Stage): Promise<void> {
  await writeFile(path.join(stage.folder, 'job.xml'), jobXml(stage.receiverUrl))
  await mustRun(stage, `lemnis objects put talk.wav ${BUCKET}/in/`)
  for (let n = 0; n < 2; n++) await mustRun(stage, 'lemnis jobs submit job.xml --wait')
  const [job, other] = jobs.parse(await read(stage, 'lemnis jobs list --json')).jobs
  const [callback, otherCallback] = callbacks.parse(
    await read(stage, 'lemnis callbacks list --json'),
  ).callbacks
  const [queue] = queues.parse(await read(stage, 'lemnis queues list --json')).queues
  for (const [documented, real] of [
    ['j0123', job],
    ['j0124', other],
    ['msg_0123', callback],
    ['msg_0124', otherCallback],
    ['p0123', queue],
  ] as const)
    stage.name(documented, real?.id ?? '')
}

function jobXml(callback: string): string {
  return (
    '<Request><Tag>NoiseReduction</Tag><Input><Object>in/talk.wav</Object></Input><Operation><Output>' +
    `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/talk.wav</Object></Output></Operation>` +
    `<CallBack>${callback}/callback</CallBack></Request>`
  )
}

async function read(stage: Stage, command: string): Promise<unknown> {
  return JSON.parse(await mustRun(stage, command))
}

async function mustRun(stage: Stage, command: string): Promise<string> {
  const { code, output } = await stage.run(command)
  if (code !== 0) throw new Error(`${command} ended with ${code ?? 'a signal'}:\n${output}`)
  return output
}
