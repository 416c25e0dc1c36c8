import { systemClock } from '../../base/clock.ts'
import { openAudioInput, type AudioInput } from '../../media/audio-input.ts'
import { AudioDecoder } from '../../media/decode.ts'
import { EngineCache } from '../../media/denoise/load-engines.ts'
import { SpeechDenoiser, type DenoiserOptions } from '../../media/denoise/speech-denoiser.ts'
import type { SoundShape } from '../../media/loudness/sample-peaks.ts'
import { MediaRefusal, inputTooLong } from '../../media/refusal.ts'
import { isLongerThan } from '../../media/timeline/scan.ts'
import { createEventLoopYield } from '../../media/yield-to-event-loop.ts'
import { DenoisedOutput, type SampleSink } from './denoised-output.ts'
import type { NoiseReductionInput } from './order.ts'
import type { Denoised } from './params.ts'

const shelf = new EngineCache()

/** A file that is about to be denoised. */
export class Denoising implements Disposable {
  /** What it becomes. */
  readonly shape: SoundShape
  readonly #order: NoiseReductionInput
  readonly #source: AudioInput

  /** @throws {MediaRefusal} when the input is no audio, too long or too large. */
  static async open(order: NoiseReductionInput, report: (percent: number) => void): Promise<Denoising> {
    using opened = new DisposableStack()
    const source = opened.use(openAudioInput(order.inputPath))
    rejectLarge(source, order.maxInputBytes)
    const limit = { streams: [source.stream.index], limitS: order.maxDurationS }
    if (await isLongerThan(source, limit, () => report(0))) throw inputTooLong(order.maxDurationS)
    opened.move()
    return new Denoising(order, source)
  }

  private constructor(order: NoiseReductionInput, source: AudioInput) {
    this.#order = order
    this.#source = source
    const isStereo = order.channels === 'keep' && source.stream.codecpar.channelLayout.nbChannels === 2
    this.shape = { sampleRate: order.sampleRate, channels: isStereo ? 2 : 1 }
  }

  /**
   * Writes exactly as many samples as the input has: mono, or the two channels of a stereo input.
   * @throws {MediaRefusal} when the input can't be decoded, or is too long.
   */
  async writeTo(sink: SampleSink, report: (percent: number) => void): Promise<Denoised> {
    const { setting, wet, maxDurationS } = this.#order
    const { sampleRate: outputRate, channels } = this.shape
    const sampleRate = chooseRate(this.#source, outputRate)
    const isStereo = channels === 2
    using decoder = new AudioDecoder(this.#source, { sampleRate, maxDurationS, wantsSides: isStereo })
    const denoiser = await SpeechDenoiser.create(shelf, { sampleRate, setting, wet })
    using output = new DenoisedOutput(sink, { sampleRate, outputRate, isStereo })
    const yieldToEventLoop = createEventLoopYield(systemClock)
    try {
      for (const chunk of decoder.sound()) {
        report(decoder.progress * 100)
        await yieldToEventLoop()
        output.put(chunk)
        for (const denoised of denoiser.push(chunk.mono)) output.take(denoised)
      }
      const samples = Math.round(decoder.decodedS * outputRate)
      for (const denoised of denoiser.flush()) output.take(denoised, samples)
      output.finish(samples)
      return this.#describe(decoder.decodedS, samples)
    } finally {
      denoiser.free()
    }
  }

  #describe(durationS: number, samples: number): Denoised {
    return {
      durationS,
      samples,
      sampleRate: this.shape.sampleRate,
      inputFormat: this.#source.formatName,
      inputChannels: this.#source.stream.codecpar.channelLayout.nbChannels,
      outputChannels: this.shape.channels,
    }
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]()
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
