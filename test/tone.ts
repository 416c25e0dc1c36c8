import { wavHeader } from '../tooling/wav.ts'

/** A wav file (PCM 16 bit, mono) of `seconds` of a tone with noise, the same bytes each time. */
export function noisyTone(seconds: number, sampleRate = 16_000): Buffer {
  const count = Math.round(seconds * sampleRate)
  const samples = Buffer.alloc(count * 2)
  let seed = 1
  for (let index = 0; index < count; index += 1) {
    // A linear congruential generator: noise that is the same in each run.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    const noise = (seed / 2 ** 32 - 0.5) * 4_000
    const tone = Math.sin((2 * Math.PI * 220 * index) / sampleRate) * 8_000
    samples.writeInt16LE(Math.round(tone + noise), index * 2)
  }
  return Buffer.concat([wavHeader(count, sampleRate), samples])
}
