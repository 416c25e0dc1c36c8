import { createRandom } from './random.ts'

const HUM_HZ = 100

/** The sound of a fan: noise that falls with frequency, swelling a little, and the hum of a motor. */
export function fanNoise(length: number, sampleRate: number): Float32Array<ArrayBuffer> {
  const random = createRandom(11)
  let slow = 0
  let medium = 0
  return Float32Array.from({ length }, (_, at) => {
    const seconds = at / sampleRate
    const white = random()
    slow += 0.01 * (white - slow)
    medium += 0.15 * (white - medium)
    const swell = 1 + 0.3 * Math.sin(2 * Math.PI * 0.7 * seconds)
    const hum = Math.sin(2 * Math.PI * HUM_HZ * seconds) + 0.5 * Math.sin(2 * Math.PI * 3 * HUM_HZ * seconds)
    return swell * (6 * slow + 1.2 * medium + 0.25 * white) + 0.12 * hum
  })
}

/** Adds `noise` so that the whole has the given ratio of powers in dB, then lowers both alike if that would clip. */
export function mixAt(ratioDb: number, speech: Float32Array, noise: Float32Array): Float32Array<ArrayBuffer> {
  const gain = Math.sqrt(power(speech) / power(noise) / 10 ** (ratioDb / 10))
  const mixed = Float32Array.from(speech, (sample, at) => sample + gain * (noise[at] ?? 0))
  const loudest = mixed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return loudest < 0.95 ? mixed : mixed.map((sample) => (0.95 * sample) / loudest)
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
}
