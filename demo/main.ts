import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startService, type RunningService } from '../tooling/start-service.ts'
import { readMono, writeWav } from './audio-files.ts'
import { Client } from './client.ts'
import { fanNoise, mixAt } from './noise.ts'
import { encodePng } from './png.ts'
import { receiveCallback } from './receive-callback.ts'
import { siSdr } from './si-sdr.ts'
import { drawSpectrograms } from './spectrogram.ts'
import { synthesizeSpeech } from './synthetic-speech.ts'

const HELP = `Usage: npm run demo [-- [FILE] [--keep]]

Starts Lemnis on a temporary directory, cleans FILE (or speech that the demo makes, with a fan's noise added) through
the vendor's own SDK, waits for the signed callback, and writes before.wav, after.wav and spectrogram.png to
demo-output/. Exit code 0 only when all of that happened.

  FILE     any audio or video file
  --keep   leave the service running until Ctrl-C, and say how to reach it
  --help   print this
`

/** Hz. */
const SAMPLE_RATE = 48_000
const RATIO_DB = 5
const OUTPUT = path.resolve(import.meta.dirname, '../demo-output')
/** The whole demo takes seconds; a file of an hour may take longer. */
const CALLBACK_TIMEOUT_MS = 10 * 60_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface Sample {
  readonly file: string
  /** The speech without the noise, where it is known. */
  readonly clean: Float32Array | undefined
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { keep: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help === true || positionals.length > 1) {
    process.stdout.write(HELP)
    return values.help === true ? 0 : 2
  }
  await mkdir(OUTPUT, { recursive: true })
  const sample = await prepare(positionals[0])
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-demo-'))
  try {
    await using service = await startService({ dataDir })
    const interrupted = untilInterrupted()
    say(`Lemnis runs at ${service.url}, its data in ${dataDir}`)
    await Promise.race([clean(service, sample.file), interrupted.then(fail)])
    await compare(sample)
    if (values.keep === true) {
      say(
        `Kept:        ${service.url}, SecretId ${service.secretId}, SecretKey ${service.secretKey}; Ctrl-C stops it`,
      )
      await interrupted
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
  return 0
}

/** The service has a process group of its own, so the terminal's Ctrl-C does not reach it: stopping it is ours. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

function fail(): never {
  throw new Error('interrupted')
}

async function prepare(given: string | undefined): Promise<Sample> {
  const before = outputFile('before.wav')
  if (given !== undefined) {
    await writeWav(before, readMono(given, SAMPLE_RATE), SAMPLE_RATE)
    return { file: given, clean: undefined }
  }
  say(`Making ${SAMPLE_RATE / 1000} kHz speech with a fan's noise at ${RATIO_DB} dB`)
  const clean = synthesizeSpeech(SAMPLE_RATE)
  await writeWav(before, mixAt(RATIO_DB, clean, fanNoise(clean.length, SAMPLE_RATE)), SAMPLE_RATE)
  return { file: before, clean }
}

/** The way of a customer's program: upload, submit, wait for the callback, download. */
async function clean(service: RunningService, file: string): Promise<void> {
  await using receiver = await receiveCallback(service.webhookSecret)
  const client = new Client(service)
  const input = `in/${path.basename(file)}`
  const output = 'out/clean.wav'
  say(`Bucket ${await client.createBucket()} made`)
  await client.upload(input, file)
  say(`Object ${input} uploaded`)
  const began = performance.now()
  const jobId = await client.submit({ input, output, callback: receiver.url, sampleRate: SAMPLE_RATE })
  for await (const { state, message } of client.follow(jobId, AbortSignal.timeout(CALLBACK_TIMEOUT_MS))) {
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    say(`Job ${jobId} is ${state} after ${seconds} s`)
    if (state === 'Failed') throw new Error(`the job failed: ${message}`)
  }
  const callback = await withTimeout(receiver.first, 'the callback did not arrive')
  say(`Callback ${callback.id} received, its signature verified:`)
  say(callback.body)
  if (!callback.body.includes(jobId)) throw new Error('the callback is about another job')
  await client.download(output, outputFile('after.wav'))
}

async function compare({ clean }: Sample): Promise<void> {
  const before = readMono(outputFile('before.wav'), SAMPLE_RATE)
  const after = readMono(outputFile('after.wav'), SAMPLE_RATE)
  const picture = outputFile('spectrogram.png')
  await writeFile(picture, encodePng(drawSpectrograms(before, after, SAMPLE_RATE)))
  say(`Before:      ${outputFile('before.wav')}`)
  say(`After:       ${outputFile('after.wav')}`)
  say(`Spectrogram: ${picture} (above before, below after, 0 to 8 kHz)`)
  if (!clean) return
  const [had, has] = [siSdr(clean, before), siSdr(clean, after)]
  say(
    `SI-SDR:      ${had.toFixed(1)} dB before, ${has.toFixed(1)} dB after: a gain of ${(has - had).toFixed(1)} dB`,
  )
  if (has <= had) throw new Error('the speech did not become cleaner')
}

function outputFile(name: string): string {
  return path.join(OUTPUT, name)
}

async function withTimeout<T>(promise: Promise<T>, otherwise: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(otherwise)), CALLBACK_TIMEOUT_MS)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
