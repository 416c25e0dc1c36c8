import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { seeded, speechLike } from '../../packages/server/src/media/denoise/speech-like.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import type { RunningService } from '../../tooling/start-service.ts'
import { pcmWav } from '../../tooling/wav.ts'
import { askAdmin } from '../admin-client.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const PATIENCE_MS = 90_000

/** What the service of the screens is started with. */
export const FURNISHED_SETTINGS = {
  LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
  LEMNIS_DENOISE: 'fast',
  LEMNIS_CALLBACK_RETRIES: '3600',
}

/** A screen by the name that its picture has. */
export type Screen = readonly [name: string, path: string]

const idOf = z.object({ id: z.string() })
const submitted = z.object({ jobs: z.tuple([idOf]) })

/** Where callbacks go: one that takes them, and one that fails. */
interface Receivers {
  readonly working: string
  readonly failing: string
}

/**
 * Gives a service something of each kind to show: recordings, pictures and film with their jobs, callbacks that arrived and
 * that did not, a workflow with a run, a batch, a template, keys. Returns every screen of it.
 */
export async function furnish(service: RunningService, receivers: Receivers): Promise<readonly Screen[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-furnish-'))
  try {
    await upload(service, folder)
  } finally {
    await rm(folder, { recursive: true })
  }
  const workflow = await create(service, '/workflows', {
    bucket: BUCKET,
    request: workflowRequest(receivers),
  })
  await put(service, 'calls/support.wav', 'audio/wav', noisyTone(3))
  const jobs = {
    sound: await submit(service, {
      Tag: 'NoiseReduction',
      Input: { Object: 'in/interview.wav' },
      Operation: {
        NoiseReduction: { Format: 'wav' },
        UserData: 'episode 12',
        ...output('out/interview.wav'),
      },
      CallBack: receivers.working,
    }),
    picture: await submit(service, {
      Tag: 'PicProcess',
      Input: { Object: 'in/cover.png' },
      Operation: { PicProcess: { ProcessRule: 'imageMogr2/thumbnail/160x' }, ...output('out/cover.png') },
      CallBack: receivers.failing,
    }),
    film: await submit(service, {
      Tag: 'Segment',
      Input: { Object: 'in/film.mp4' },
      Operation: { Segment: { Format: 'hls', Duration: '5' }, ...output('out/film.m3u8') },
    }),
    failed: await submit(service, {
      Tag: 'MediaInfo',
      Input: { Object: 'in/notes.txt' },
      CallBack: receivers.working,
    }),
  }
  await startBatch(service)
  await createTemplate(service)
  await askAdmin(service, '/keys', { body: { name: 'A colleague', buckets: [BUCKET] } })
  for (const id of Object.values(jobs)) await ended(service, `/jobs/${id}`)
  const run = await firstOf(service, `/executions?workflow=${workflow}`, 'executions')
  await ended(service, `/executions/${run}`)
  const failing = new URL(receivers.failing).origin
  const callback = await firstOf(service, `/callbacks?endpoint=${encodeURIComponent(failing)}`, 'callbacks')
  return [
    ['overview', '/'],
    ['try', '/try'],
    ['try-transcode', '/try?tag=Transcode'],
    ['jobs', '/jobs'],
    ['jobs-failed', '/jobs?state=Failed'],
    ...Object.entries(jobs).map(([name, id]): Screen => [`job-${name}`, `/jobs/${id}`]),
    ['callbacks', '/callbacks'],
    ['callback', `/callbacks/${callback}`],
    ['receivers', '/receivers'],
    ['workflows', '/workflows'],
    ['workflow', `/workflows/${workflow}`],
    ['run', `/runs/${run}`],
    ['queues', '/queues'],
    ['batches', '/batches'],
    ['templates', '/templates'],
    ['storage', '/storage'],
    ['bucket', `/storage/${BUCKET}`],
    ['bucket-folder', `/storage/${BUCKET}?prefix=in/`],
    ['keys', '/keys'],
    ['audit', '/audit'],
    ['settings', '/settings'],
    ['not-found', '/nothing'],
  ]
}

/** Recordings, a picture, a film, and a text that is none of them. */
async function upload(service: RunningService, folder: string): Promise<void> {
  const made = async (name: string, type: string, source: readonly string[]): Promise<void> => {
    await ffmpeg(['-f', 'lavfi', ...source, path.join(folder, name)])
    await put(service, `in/${name}`, type, await readFile(path.join(folder, name)))
  }
  await put(service, 'in/interview.wav', 'audio/wav', interview())
  await put(service, 'in/notes.txt', 'text/plain', 'What was said, and by whom.')
  await made('cover.png', 'image/png', ['-i', 'mandelbrot=s=640x360', '-frames:v', '1'])
  const film = ['-i', 'testsrc2=s=320x180:r=25:d=12', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '50']
  await made('film.mp4', 'video/mp4', film)
}

const RATE = 16_000

/** A voice in the noise of a room. */
function interview(): Buffer {
  const voice = speechLike({ seconds: 6, sampleRate: RATE, topHz: 7_500 })
  const random = seeded(7)
  return pcmWav(
    voice.map((sample) => 0.7 * sample + 0.08 * (random() - 0.5)),
    RATE,
  )
}

const output = (key: string): object => ({ Output: { Region: REGION, Bucket: BUCKET, Object: key } })

const workflowRequest = ({ working }: Receivers): object => ({
  MediaWorkflow: {
    Name: 'calls',
    State: 'Active',
    Topology: {
      Dependencies: { Start: 'NoiseReduction_1', NoiseReduction_1: 'End' },
      Nodes: {
        Start: {
          Type: 'Start',
          Input: {
            ObjectPrefix: 'calls/',
            NotifyConfig: { State: 'On', Url: working, Type: 'Url', Event: 'WorkflowFinish' },
          },
        },
        NoiseReduction_1: {
          Type: 'NoiseReduction',
          Operation: { NoiseReduction: { Format: 'wav' }, ...output('clean/${RunId}/${InputName}.${Ext}') },
        },
      },
    },
  },
})

async function startBatch(service: RunningService): Promise<void> {
  const body = `<Request><Name>archive</Name><Type>Job</Type><Input><Prefix>in/</Prefix></Input><Operation><Tag>MediaInfo</Tag></Operation></Request>`
  await ask(service, { method: 'POST', path: '/inventorytriggerjob', body })
}

async function createTemplate(service: RunningService): Promise<void> {
  const body = `<Request><Tag>NoiseReduction</Tag><Name>calls</Name><NoiseReduction><Format>wav</Format></NoiseReduction></Request>`
  await ask(service, { method: 'POST', path: '/template', body })
}

async function ask(
  service: RunningService,
  request: { readonly method: string; readonly path: string; readonly body: string },
): Promise<void> {
  const answer = await signedRequest(service, { ...request, host: `${BUCKET}.ci.${REGION}.myqcloud.com` })
  if (answer.status !== 200) throw new Error(`${request.path} was answered ${answer.status}: ${answer.body}`)
}

async function put(
  service: RunningService,
  key: string,
  type: string,
  body: Uint8Array | string,
): Promise<void> {
  const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
  const headers = { 'content-type': type }
  const answer = await signedRequest(service, { method: 'PUT', path: `/${key}`, host, headers, body })
  if (answer.status !== 200) throw new Error(`${key} was not taken: ${answer.body}`)
}

async function submit(service: RunningService, request: object): Promise<string> {
  const { body } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
  return submitted.parse(body).jobs[0].id
}

async function create(service: RunningService, route: string, body: object): Promise<string> {
  const answer = await askAdmin(service, route, { body })
  if (answer.status !== 200) throw new Error(`${route} was answered ${JSON.stringify(answer.body)}`)
  return idOf.parse(answer.body).id
}

/** Waits until there is one, and returns its id. */
async function firstOf(service: RunningService, route: string, name: string): Promise<string> {
  const found = await until(async () => {
    const { body } = await askAdmin(service, route)
    return z
      .looseObject({ [name]: z.array(idOf) })
      .parse(body)
      [name]?.at(0)?.id
  })
  if (typeof found !== 'string') throw new Error(`there are no ${name}`)
  return found
}

const ENDS = new Set(['Success', 'Failed', 'Cancel'])

async function ended(service: RunningService, route: string): Promise<void> {
  await until(async () => {
    const { state } = z.object({ state: z.string() }).parse((await askAdmin(service, route)).body)
    return ENDS.has(state) ? state : undefined
  })
}

/** Asks until there is an answer. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error('what the screens show did not come to be')
    await sleep(200)
  }
}
