import { PHONEMES, type Phoneme } from './phonemes.ts'
import { createRandom } from './random.ts'
import { Resonator } from './resonator.ts'

/** Roughly: "hello, we remove the noise of a fan. listen to this voice, it was made by a small model. more again." */
const SPOKEN =
  '. hVlou wi rImuv zV noiz ov V fAn. lIsVn tu zIs vois It woz meid bai V smol modVl. sou nau ju hIR mi klIRlI VgeIn.'

/** Hz; the pitch falls through a sentence, as it does in a statement. */
const PITCH_AT_START = 132
const PITCH_AT_END = 92
const HIGHER_FORMANTS = [
  [3_500, 200],
  [4_500, 250],
] as const
const BANDWIDTHS = [70, 100, 150] as const
/** How long the mouth takes from one sound to the next, ms. */
const GLIDE_MS = 35
const PEAK = 0.5

/** A few sentences by a formant synthesiser, the same samples in each run: speech without a recording of anyone. */
export function synthesizeSpeech(sampleRate: number): Float32Array<ArrayBuffer> {
  const sentences = SPOKEN.split(/(?<=\.)/).map((text) =>
    Array.from(text, (sound) => PHONEMES[sound] ?? []).flat(),
  )
  const voice = new Voice(sampleRate)
  const samples = sentences.flatMap((sounds) => [...voice.say(sounds)])
  return withPeak(Float32Array.from(samples), PEAK)
}

/** A source-filter model after Klatt (1980), much reduced: pulses and noise through five resonances in a row. */
class Voice {
  readonly #sampleRate: number
  readonly #random = createRandom(7)
  readonly #glottis: Resonator
  readonly #tract: readonly Resonator[]
  readonly #hiss: Resonator
  /** Of the current pitch period, 0 to 1. */
  #phase = 0
  #lastFlow = 0
  #mouth: Phoneme | undefined
  #levels = { voice: 0, breath: 0, hiss: 0 }

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
    this.#glottis = new Resonator(sampleRate)
    this.#glottis.tune(0, 150)
    this.#tract = [...BANDWIDTHS, ...HIGHER_FORMANTS].map(() => new Resonator(sampleRate))
    HIGHER_FORMANTS.forEach(([frequency, width], at) =>
      this.#tract[BANDWIDTHS.length + at]?.tune(frequency, width),
    )
    this.#hiss = new Resonator(sampleRate)
  }

  *say(sounds: readonly Phoneme[]): Generator<number> {
    const total = sounds.reduce((sum, { duration }) => sum + duration, 0)
    let begunMs = 0
    for (const sound of sounds) {
      const from = this.#mouth ?? sound
      const count = Math.round((sound.duration / 1000) * this.#sampleRate)
      for (let at = 0; at < count; at += 1) {
        const ms = (at / this.#sampleRate) * 1000
        // The mouth moves slowly: its shape is set a thousand times a second.
        if (at % Math.round(this.#sampleRate / 1000) === 0)
          this.#shape(from, sound, Math.min(ms / GLIDE_MS, 1))
        const progress = (begunMs + ms) / total
        yield this.#sample(PITCH_AT_START + (PITCH_AT_END - PITCH_AT_START) * progress)
      }
      begunMs += sound.duration
      this.#mouth = sound
    }
  }

  #shape(from: Phoneme, to: Phoneme, share: number): void {
    const blend = (a: number, b: number): number => a + (b - a) * share
    const [f1, f2, f3] = to.formants
    const formants = [blend(from.formants[0], f1), blend(from.formants[1], f2), blend(from.formants[2], f3)]
    BANDWIDTHS.forEach((width, at) => this.#tract[at]?.tune(formants[at] ?? 500, width))
    this.#hiss.tune(to.hissAt, to.hissWidth)
    this.#levels = {
      voice: blend(from.voice, to.voice),
      breath: blend(from.breath, to.breath),
      hiss: blend(from.hiss, to.hiss),
    }
  }

  #sample(pitch: number): number {
    const { voice, breath, hiss } = this.#levels
    // A real voice is never quite regular.
    this.#phase += (pitch * (1 + 0.01 * this.#random())) / this.#sampleRate
    const pulse = this.#phase >= 1 ? this.#sampleRate / pitch : 0
    if (this.#phase >= 1) this.#phase -= 1
    const source = voice * this.#glottis.next(pulse) + breath * 0.3 * this.#random()
    const tract = this.#tract.reduce((wave, resonator) => resonator.next(wave), source)
    const flow = 12 * tract + 0.9 * hiss * this.#hiss.next(this.#random())
    // Sound leaves the lips as the change of the flow.
    const sound = flow - this.#lastFlow
    this.#lastFlow = flow
    return sound
  }
}

function withPeak(samples: Float32Array<ArrayBuffer>, peak: number): Float32Array<ArrayBuffer> {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9)
  return samples.map((sample) => (sample * peak) / loudest)
}
