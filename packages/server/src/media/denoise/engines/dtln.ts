import type { Engine, EngineStream } from '../engine.ts'
import { RealFft } from '../real-fft.ts'
import { loadTfliteModels, type TfliteModel } from './tflite.ts'

const WINDOW = 512
const HOP = 128
const STATE = '1,2,128,2'
const STATE_LENGTH = 512
const MAGNITUDES = '1,1,257'
const SAMPLES = '1,1,512'

/**
 * DTLN (Westhausen and Meyer, 2020): a mask for the magnitudes, then a second network on the samples. Rectangular
 * windows of 512 samples every 128, so the output is 384 samples late.
 */
export async function loadDtln(): Promise<Engine> {
  const [first, second] = await loadTfliteModels(['model_1.tflite', 'model_2.tflite'])
  if (!first || !second) throw new Error('the DTLN models could not be loaded')
  return {
    id: 'dtln',
    sampleRate: 16_000,
    frameSize: HOP,
    latency: WINDOW - HOP,
    create: () => new DtlnStream(first, second),
  }
}

/** The networks are shared by all streams of the process; the recurrent state is copied in and out. */
class DtlnStream implements EngineStream {
  readonly #first: TfliteModel
  readonly #second: TfliteModel
  readonly #fft = new RealFft(WINDOW)
  readonly #re = new Float64Array(this.#fft.bins)
  readonly #im = new Float64Array(this.#fft.bins)
  readonly #window = new Float32Array(WINDOW)
  readonly #masked = new Float32Array(WINDOW)
  readonly #overlap = new Float32Array(WINDOW)
  readonly #firstState = new Float32Array(STATE_LENGTH)
  readonly #secondState = new Float32Array(STATE_LENGTH)

  constructor(first: TfliteModel, second: TfliteModel) {
    this.#first = first
    this.#second = second
  }

  process(frame: Float32Array): void {
    this.#window.copyWithin(0, HOP)
    this.#window.set(frame, WINDOW - HOP)
    this.#maskMagnitudes()
    this.#rebuildSamples()
    frame.set(this.#overlap.subarray(0, HOP))
  }

  reset(): void {
    for (const memory of [this.#window, this.#overlap, this.#firstState, this.#secondState]) memory.fill(0)
  }

  free(): void {
    // The networks stay for the next stream; everything else is the garbage collector's.
  }

  #maskMagnitudes(): void {
    const { bins } = this.#fft
    this.#fft.forward(this.#window, this.#re, this.#im)
    const magnitudes = this.#first.input(MAGNITUDES)
    for (let k = 0; k < bins; k++) {
      const re = this.#re[k] ?? 0
      const im = this.#im[k] ?? 0
      magnitudes[k] = Math.sqrt(re * re + im * im)
    }
    this.#first.input(STATE).set(this.#firstState)
    this.#first.infer()
    this.#firstState.set(this.#first.output(STATE))
    const mask = this.#first.output(MAGNITUDES)
    for (let k = 0; k < bins; k++) {
      const share = mask[k] ?? 0
      this.#re[k] = (this.#re[k] ?? 0) * share
      this.#im[k] = (this.#im[k] ?? 0) * share
    }
    this.#fft.inverse(this.#re, this.#im, this.#masked)
  }

  #rebuildSamples(): void {
    this.#second.input(SAMPLES).set(this.#masked)
    this.#second.input(STATE).set(this.#secondState)
    this.#second.infer()
    this.#secondState.set(this.#second.output(STATE))
    const rebuilt = this.#second.output(SAMPLES)
    this.#overlap.copyWithin(0, HOP)
    this.#overlap.fill(0, WINDOW - HOP)
    for (let i = 0; i < WINDOW; i++) this.#overlap[i] = (this.#overlap[i] ?? 0) + (rebuilt[i] ?? 0)
  }
}
