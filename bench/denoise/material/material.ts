import { energy, mixAt, whiteNoise } from '../../../packages/server/src/media/denoise/speech-like.ts'
import { FIRST_WORDS, type Clip } from '../clips.ts'
import { hum, NOISES, type NoiseName } from './noises.ts'
import { withReverb } from './reverb.ts'
import type { Voice } from './voices.ts'

const SECONDS = 8
/** Noise and SNR in dB, two for each talker in turn. */
const MIXES: readonly (readonly [NoiseName, number])[] = [
  ['white', 10],
  ['traffic', 5],
  ['babble', 10],
  ['pink', 5],
  ['keyboard', 10],
  ['music', 10],
  ['hum', 5],
  ['white', 5],
  ['pink', 10],
  ['babble', 5],
  ['traffic', 10],
  ['keyboard', 5],
]
/** Engines need some seconds to know a noise. */
const KNOWN = { fromS: 4, toS: SECONDS }
/** Root mean square of noise alone, −34 dBFS. */
const NOISE_LEVEL = 0.02
const REVERBS_S = [0.3, 0.5, 0.8] as const
/** dB below full scale. */
const LEADS_DB = [-60, -50] as const

/** Clips at 16 kHz of each talker: mixes, clean, in rooms, behind a quiet beginning. */
export function materialOf(voices: readonly Voice[], seed: number): Clip[] {
  return voices.flatMap((voice, number) => {
    const others = voices.filter((other) => other !== voice).slice(0, 4)
    return talkerClips(voice, { number, others, seed: seed + 100 * number })
  })
}

interface Talker {
  readonly number: number
  readonly others: readonly Voice[]
  readonly seed: number
}

function talkerClips(voice: Voice, { number, others, seed }: Talker): Clip[] {
  const rate = 16_000
  const speech = (take: number): Float32Array => voice.speak({ seconds: SECONDS, rate, take })
  const mixes = [0, 1].map((n): Clip => {
    const [noise, db] = MIXES[(2 * number + n) % MIXES.length] ?? ['white', 10]
    const clean = speech(n)
    const made = NOISES[noise]({ length: clean.length, rate, seed: seed + n, others })
    const noisy = mixAt(clean, made, db)
    return { name: `${voice.name} ${noise} ${db} dB`, kind: 'noisy', group: 'mixes', rate, noisy, clean }
  })
  const cleans = [2, 3].map((take): Clip => {
    const clean = speech(take)
    return {
      name: `${voice.name} clean ${take - 1}`,
      kind: 'clean',
      group: 'clean',
      rate,
      noisy: clean,
      clean,
    }
  })
  const t60S = REVERBS_S[number % REVERBS_S.length] ?? 0.5
  const echoing = withReverb(speech(4), { t60S, rate, seed })
  const pink = NOISES.pink({ length: echoing.length, rate, seed, others })
  return [
    ...mixes,
    ...cleans,
    {
      name: `${voice.name} T60 ${t60S} s`,
      kind: 'clean',
      group: 'rooms',
      rate,
      noisy: echoing,
      clean: echoing,
    },
    {
      name: `${voice.name} T60 ${t60S} s, pink 10 dB`,
      kind: 'noisy',
      group: 'rooms with noise',
      rate,
      noisy: mixAt(echoing, pink, 10),
      clean: echoing,
    },
    quietBeginning(voice, { number, seed }),
  ]
}

/** Ten seconds of a quiet room, whose noise goes on under the speech. */
function quietBeginning(voice: Voice, { number, seed }: Pick<Talker, 'number' | 'seed'>): Clip {
  const rate = 16_000
  const db = LEADS_DB[number % LEADS_DB.length] ?? -60
  const speech = voice.speak({ seconds: 4, rate, take: 5 })
  const clean = new Float32Array(FIRST_WORDS.fromS * rate + speech.length)
  clean.set(speech, FIRST_WORDS.fromS * rate)
  const noise = whiteNoise(clean.length, seed)
  const scale = 10 ** (db / 20) / rms(noise)
  return {
    name: `${voice.name} behind ${db} dB`,
    kind: 'clean',
    group: 'quiet beginning',
    rate,
    clean,
    noisy: clean.map((sample, n) => sample + scale * (noise[n] ?? 0)),
    part: FIRST_WORDS,
  }
}

/** Hum and other noise alone, 8 s each, of which the second half is compared. */
export function noisesAlone(): Clip[] {
  const rate = 16_000
  const options = { length: SECONDS * rate, rate, seed: 5, others: [] }
  const alone = { hum: hum(options), white: NOISES.white(options), pink: NOISES.pink(options) }
  return Object.entries(alone).map(([name, noise]) => {
    const scale = NOISE_LEVEL / rms(noise)
    return {
      name: `${name} alone`,
      kind: 'noise',
      group: `${name} alone`,
      rate,
      noisy: noise.map((sample) => scale * sample),
      clean: new Float32Array(noise.length),
      part: KNOWN,
    }
  })
}

/** Clips at 48 kHz of talkers whose recordings have that band: clean, and with white noise. */
export function wideMaterialOf(voices: readonly Voice[], seed: number): Clip[] {
  const rate = 48_000
  return voices
    .filter(({ sampleRate }) => sampleRate > 32_000)
    .flatMap((voice, number): Clip[] => {
      const clean = voice.speak({ seconds: SECONDS, rate, take: 6 })
      const noise = whiteNoise(clean.length, seed + number)
      const common = { rate, clean } as const
      return [
        { ...common, name: `${voice.name} clean, 48 kHz`, kind: 'clean', group: 'wide, clean', noisy: clean },
        {
          ...common,
          name: `${voice.name} white 10 dB, 48 kHz`,
          kind: 'noisy',
          group: 'wide, white',
          noisy: mixAt(clean, noise, 10),
        },
      ]
    })
}

function rms(samples: Float32Array): number {
  return Math.sqrt(energy(samples) / samples.length)
}
