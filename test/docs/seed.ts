import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Stage } from './stage.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'

const jobs = z.looseObject({ jobs: z.array(z.looseObject({ id: z.string() })) })
const callbacks = z.looseObject({ callbacks: z.array(z.looseObject({ id: z.string() })) })
const key = z.looseObject({ secretId: z.string() })
const queues = z.looseObject({ queues: z.array(z.looseObject({ id: z.string() })) })

/** What a key may do, as `--policy` takes it. */
const POLICY = {
  version: '2.0',
  statement: [
    {
      effect: 'allow',
      action: ['name/cos:GetObject'],
      resource: [`qcs::cos:${REGION}:uid/1250000000:${BUCKET}/in/*`],
    },
  ],
}

/** Makes what the documentation's names stand for: two jobs that ended, their callbacks, a queue. */
export async function seed(stage: Stage): Promise<void> {
  for (const [documented, folder] of [
    ['/backup', 'backup'],
    ['/var/lib/lemnis', 'data'],
  ] as const)
    stage.name(documented, path.join(stage.folder, folder))
  await mkdir(path.join(stage.folder, 'backup'))
  stage.name('https://hooks.example.com:443', stage.receiverUrl)
  stage.name('https://hooks.example.com', stage.receiverUrl)
  await writeFile(path.join(stage.folder, 'policy.json'), JSON.stringify(POLICY))
  await writeFile(path.join(stage.folder, 'secret'), 'a-key-that-another-service-had-for-this-client')
  const secrets = await readFile(path.join(stage.folder, 'data/secrets.env'), 'utf8')
  stage.set({ api: stage.apiUrl, TOKEN: /^LEMNIS_ADMIN_TOKEN=(.+)$/m.exec(secrets)?.[1] ?? '' })
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

/** Makes a key for a block that changes or deletes one. */
export async function seedKey(stage: Stage): Promise<void> {
  const made = await mustRun(stage, `lemnis keys create --name reader --buckets ${BUCKET} --json`)
  stage.name('AKID…', key.parse(JSON.parse(made)).secretId)
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
