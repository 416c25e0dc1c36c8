// What the service adds to noise reduction, and whether a second worker process doubles it: beside processes that do
// nothing but denoise, in the same run. Only the ratios, and the processor time, mean something.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { speechLike } from '../../packages/server/src/media/denoise/speech-like.ts'
import { databaseUrl, onServer } from '../../packages/server/src/db/testing/test-database.ts'
import { startReceiver } from '../../test/callback-receiver.ts'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { startS3 } from '../../tooling/s3-server.ts'
import { pcmWav } from '../../tooling/wav.ts'
import { checkGoal, median, medianRatio } from '../figures.ts'
import { runBare } from './bare.ts'
import { openService } from './service.ts'

const RATE = 16_000
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
/** A job of the first part, and how many there are of them. */
const LONG_S = 10
const LONG_JOBS = 32
/** Short, so that what the service adds is not lost in how much denoising varies. */
const SHORT_S = 0.5
const SHORT_JOBS = 200

const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-bench-'))
await using receiver = await startReceiver()
let reached = true
try {
  reached = (await scale()) && reached
  reached = (await overhead()) && reached
} finally {
  rmSync(directory, { recursive: true, force: true })
}
process.exitCode = reached ? 0 : 1

/** On PostgreSQL and S3. One service after the other: an idle one would take part of the machine. */
async function scale(): Promise<boolean> {
  console.log(
    `${LONG_JOBS} jobs of ${LONG_S} s of speech: s of audio cleaned in a second, by 1 and 2 processes`,
  )
  const clip = makeClip('long.wav', LONG_S)
  await using postgres = await startPostgres({ durable: true })
  await using s3 = await startS3()
  const gains: { bare: number[]; service: number[] } = { bare: [], service: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await eachOf([1, 2], (processes) => runBare({ clip, directory, jobs: LONG_JOBS, processes }))
    const service = await eachOf([1, 2], async (workers) => {
      const name = `bench_${round}_${workers}`
      await onServer(postgres.url, `CREATE DATABASE ${name}`)
      await using running = await openService({
        clip,
        directory: path.join(directory, name),
        workers,
        callback: receiver.url,
        settings: {
          DATABASE_URL: databaseUrl(postgres.url, name),
          LEMNIS_STORAGE: `s3://${s3.bucket}/${name}`,
          LEMNIS_S3_ENDPOINT: s3.endpoint,
          LEMNIS_S3_PATH_STYLE: '1',
          ...s3.credentials,
        },
      })
      return await running.run(LONG_JOBS)
    })
    for (const [name, [one, two]] of Object.entries({ bare, service })) {
      console.log(`  ${name.padEnd(8)} ${speed(one)} ${speed(two)}`)
    }
    gains.bare.push(bare[0].ms / bare[1].ms)
    gains.service.push(service[0].ms / service[1].ms)
  }
  console.log(
    `  gain of the second process: bare ${median(gains.bare).toFixed(2)}, service ${median(gains.service).toFixed(2)}`,
  )
  return checkGoal({
    name: 'gain, service / bare',
    value: medianRatio(gains.service, gains.bare),
    atLeast: 0.9,
  })
}

/** Of the embedded service, with everything that a job needs: the submit over HTTP, the files, the callback. */
async function overhead(): Promise<boolean> {
  console.log(
    `${SHORT_JOBS} jobs of ${SHORT_S} s: processor ms a job, service, its media child, and a bare denoiser`,
  )
  const clip = makeClip('short.wav', SHORT_S)
  await using running = await openService({
    clip,
    directory: path.join(directory, 'embedded'),
    workers: 0,
    callback: receiver.url,
    settings: {},
  })
  const added: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await runBare({ clip, directory, jobs: SHORT_JOBS, processes: 1 })
    const { serviceCpuMs, childrenCpuMs } = await running.run(SHORT_JOBS)
    console.log(
      `  ${[serviceCpuMs, childrenCpuMs, bare.cpuMs].map((ms) => ms.toFixed(1).padStart(8)).join(' ')}`,
    )
    added.push(serviceCpuMs + childrenCpuMs - bare.cpuMs)
  }
  return checkGoal({ name: 'all but the denoising, ms', value: median(added), atMost: 15 })
}

function makeClip(name: string, seconds: number): string {
  const voice = speechLike({ seconds, sampleRate: RATE, topHz: 7_500 })
  const noisy = voice.map((sample, at) => sample + 0.02 * Math.sin(at * at))
  const file = path.join(directory, name)
  writeFileSync(file, pcmWav(noisy, RATE))
  return file
}

async function eachOf<T>(
  [one, two]: readonly [number, number],
  measure: (processes: number) => Promise<T>,
): Promise<readonly [T, T]> {
  return [await measure(one), await measure(two)]
}

function speed({ ms }: { readonly ms: number }): string {
  return ((LONG_JOBS * LONG_S) / (ms / 1_000)).toFixed(1).padStart(8)
}
