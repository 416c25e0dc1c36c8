import { z } from 'zod'
import { systemClock } from '../../base/clock.ts'
import { openAudioInput, type AudioInput } from '../../media/audio-input.ts'
import { createEventLoopYield } from '../../media/yield-to-event-loop.ts'
import { AudioDecoder } from '../../media/decode.ts'
import { EngineCache } from '../../media/denoise/load-engines.ts'
import { DENOISE_SETTINGS, DENOISED_CHANNELS } from '../../media/denoise/settings.ts'
import { SpeechDenoiser, type DenoiserOptions } from '../../media/denoise/speech-denoiser.ts'
import { AUDIO_FORMATS, OUTPUT_SAMPLE_RATES } from '../../media/encode.ts'
import { MediaRefusal, inputTooLong } from '../../media/refusal.ts'
import { isLongerThan } from '../../media/timeline/scan.ts'
import { DenoisedOutput } from './denoised-output.ts'
import type { Denoised } from './params.ts'

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  outputPath: z.string().min(1),
  format: z.enum(AUDIO_FORMATS),
  sampleRate: z.literal([...OUTPUT_SAMPLE_RATES]),
  setting: z.enum(DENOISE_SETTINGS),
  /** Share of the denoised signal; the rest is the input. */
  wet: z.number().min(0).max(1),
  /** Absent: mono. */
  channels: z.enum(DENOISED_CHANNELS).exactOptional(),
  maxDurationS: z.number().positive(),
  maxInputBytes: z.number().int().positive().optional(),
})

export type NoiseReductionInput = z.infer<typeof inputSchema>

const shelf = new EngineCache()

/**
 * Denoises the audio of a file into one that is exactly as long: mono, or with the two channels of a stereo input.
 * @throws {MediaRefusal} when the input is no audio, too long or too large.
 */
export async function run(input: unknown, report: (percent: number) => void): Promise<Denoised> {
  const order = inputSchema.parse(input)
  using source = openAudioInput(order.inputPath)
  rejectLarge(source, order.maxInputBytes)
  const limit = { streams: [source.stream.index], limitS: order.maxDurationS }
  if (await isLongerThan(source, limit, () => report(0))) throw inputTooLong(order.maxDurationS)
  const sampleRate = chooseRate(source, order.sampleRate)
  const inputChannels = source.stream.codecpar.channelLayout.nbChannels
  const wantsSides = order.channels === 'keep' && inputChannels === 2
  using decoder = new AudioDecoder(source, { sampleRate, maxDurationS: order.maxDurationS, wantsSides })
  const denoiser = await SpeechDenoiser.create(shelf, { sampleRate, setting: order.setting, wet: order.wet })
  using output = new DenoisedOutput(order, { sampleRate, isStereo: wantsSides })
  const yieldToEventLoop = createEventLoopYield(systemClock)
  try {
    for (const chunk of decoder.sound()) {
      report(decoder.progress * 100)
      await yieldToEventLoop()
      output.put(chunk)
      for (const denoised of denoiser.push(chunk.mono)) output.take(denoised)
    }
    const samples = Math.round(decoder.decodedS * order.sampleRate)
    for (const denoised of denoiser.flush()) output.take(denoised, samples)
    output.finish(samples)
    return {
      durationS: decoder.decodedS,
      samples,
      sampleRate: order.sampleRate,
      inputFormat: source.formatName,
      inputChannels,
      outputChannels: wantsSides ? 2 : 1,
    }
  } finally {
    denoiser.free()
  }
}

/** The full band costs three times the samples: it is worked on only where source and output both have it. */
function chooseRate(source: AudioInput, outputRate: number): DenoiserOptions['sampleRate'] {
  return source.stream.codecpar.sampleRate > 16_000 && outputRate > 16_000 ? 48_000 : 16_000
}

function rejectLarge(source: AudioInput, maxInputBytes: number | undefined): void {
  if (maxInputBytes === undefined || source.fileBytes <= maxInputBytes) return
  throw new MediaRefusal('ResourceNotSupported', `The input is larger than ${maxInputBytes} bytes.`)
}
