import { systemClock } from '../../base/clock.ts'
import { openAudioInput } from '../../media/audio-input.ts'
import { AudioDecoder } from '../../media/decode.ts'
import { AudioEncoder, type AudioFormat } from '../../media/encode.ts'
import { fromDb } from '../../media/loudness/decibels.ts'
import {
  firstPlan,
  missingOf,
  nextPlan,
  type EncoderTraits,
  type LevelPlan,
} from '../../media/loudness/level-plan.ts'
import { LoudnessMeter, type Loudness } from '../../media/loudness/loudness-meter.ts'
import { PeakLimiter } from '../../media/loudness/peak-limiter.ts'
import type { SoundShape } from '../../media/loudness/sample-peaks.ts'
import { ScratchSound } from '../../media/loudness/scratch-sound.ts'
import { createEventLoopYield } from '../../media/yield-to-event-loop.ts'
import type { SampleSink } from './denoised-output.ts'
import type { Denoising } from './denoising.ts'
import type { Denoised } from './params.ts'

/** LAME multiplies what it encodes by 0.95. What is added to peaks was measured with limited speech. */
const ENCODERS = {
  wav: { lossDb: 0, addedPeakDb: 0 },
  mp3: { lossDb: 0.45, addedPeakDb: 0.2 },
  m4a: { lossDb: 0, addedPeakDb: 0.6 },
} as const satisfies Record<AudioFormat, EncoderTraits>
/** Percent of the progress that denoising takes; each pass of writing takes half of the rest. */
const DENOISING_PERCENT = 80

export interface LoudOutput {
  readonly outputPath: string
  readonly format: AudioFormat
  /** The target. */
  readonly lufs: number
}

type Report = (percent: number) => void

/** What the passes of writing share. */
interface Writing {
  readonly scratch: ScratchSound
  readonly shape: SoundShape
  readonly output: LoudOutput
  /** The true peak before any gain, dBTP. */
  readonly peakDb: number
}

/**
 * Denoises to scratch files, and writes them with the gain that a loudness needs. The output is measured, and written
 * again if its peaks are too high or what was limited is missing.
 */
export async function writeAtLoudness(
  denoising: Denoising,
  output: LoudOutput,
  report: Report,
): Promise<Denoised> {
  const { shape } = denoising
  using scratch = new ScratchSound(output.outputPath, shape.channels)
  using meter = new LoudnessMeter(shape)
  const sink = new MeasuredScratch(scratch, meter)
  const denoised = await denoising.writeTo(sink, (percent) => report((percent * DENOISING_PERCENT) / 100))
  const before = meter.finish()
  const writing = { scratch, shape, output, peakDb: before.truePeakDb }
  return { ...denoised, loudness: await writeLoud(writing, before, report) }
}

/** Samples that are measured on their way to the disk. */
class MeasuredScratch implements SampleSink {
  readonly #scratch: ScratchSound
  readonly #meter: LoudnessMeter

  constructor(scratch: ScratchSound, meter: LoudnessMeter) {
    this.#scratch = scratch
    this.#meter = meter
  }

  get samples(): number {
    return this.#scratch.samples
  }

  write(...channels: readonly Float32Array[]): void {
    this.#scratch.write(...channels)
    this.#meter.push(channels)
  }
}

async function writeLoud(
  writing: Writing,
  { lufs }: Loudness,
  report: Report,
): Promise<NonNullable<Denoised['loudness']>> {
  const { output } = writing
  if (lufs === undefined) {
    await writePass(writing, { gainDb: 0, ceilingDb: Infinity, pass: 1 }, report)
    return {}
  }
  const target = { lufs: output.lufs, encoder: ENCODERS[output.format] }
  const first = firstPlan(target, lufs)
  for (let plan = first; ;) {
    const reportPass = passReport(plan.pass, report)
    await writePass(writing, plan, (share) => reportPass(share / 2))
    const reached = await measureFile(writing, (share) => reportPass(0.5 + share / 2))
    const next = nextPlan(plan, first, missingOf(target, reached))
    if (!next) return { lufs: reached.lufs ?? lufs, gainDb: plan.gainDb }
    plan = next
  }
}

/** Returns what reports the share of a pass: 80 to 90 percent, 90 to 95, and so on. */
function passReport(pass: number, report: Report): Report {
  const after = (passes: number): number => 100 - (100 - DENOISING_PERCENT) / 2 ** passes
  return (share) => report(after(pass - 1) + share * (after(pass) - after(pass - 1)))
}

async function writePass(writing: Writing, { gainDb, ceilingDb }: LevelPlan, report: Report): Promise<void> {
  const { scratch, shape, output, peakDb } = writing
  const isLimited = peakDb + gainDb > ceilingDb
  const gain = fromDb(gainDb)
  using encoder = new AudioEncoder({ path: output.outputPath, format: output.format, ...shape })
  using limiter = isLimited ? new PeakLimiter(shape, { gain, ceiling: fromDb(ceilingDb) }) : undefined
  const yieldToEventLoop = createEventLoopYield(systemClock)
  for (const channels of scratch.chunks()) {
    report(encoder.samples / scratch.samples)
    await yieldToEventLoop()
    encoder.write(...(limiter ? limiter.push(channels) : channels.map((channel) => raise(channel, gain))))
  }
  if (limiter) encoder.write(...limiter.flush())
  encoder.finish()
}

function raise(samples: Float32Array, gain: number): Float32Array {
  return gain === 1 ? samples : samples.map((sample) => sample * gain)
}

async function measureFile({ output, shape }: Writing, report: Report): Promise<Loudness> {
  using source = openAudioInput(output.outputPath)
  const wantsSides = shape.channels === 2
  // It is as long as the input, which was allowed.
  const options = { sampleRate: shape.sampleRate, maxDurationS: Infinity, wantsSides }
  using decoder = new AudioDecoder(source, options)
  using meter = new LoudnessMeter(shape)
  const yieldToEventLoop = createEventLoopYield(systemClock)
  for (const { mono, sides } of decoder.sound()) {
    report(decoder.progress)
    await yieldToEventLoop()
    meter.push(wantsSides ? sides : [mono])
  }
  return meter.finish()
}
