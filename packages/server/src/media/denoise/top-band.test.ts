import { expect, test } from 'vitest'
import { whiteNoise } from './speech-like.ts'
import { SPEECH_BLOCK } from './speech-path.ts'
import { TopBand } from './top-band.ts'

const WIDE = 3 * SPEECH_BLOCK
const BLOCKS = 60
/** Samples at 48 kHz that alignment puts before everything. */
const DELAY = 2_640

/** Runs a band that RNNoise takes away wholly, and that nothing was taken from in the octave below. */
function run(sound: Float32Array): Float32Array {
  const band = new TopBand({ narrowDelay: 0, fullDelay: 0 })
  const nothing = new Float32Array(SPEECH_BLOCK)
  const lower = whiteNoise(SPEECH_BLOCK)
  for (let n = 0; n < BLOCKS; n++)
    band.push({
      input: sound.subarray(n * WIDE, (n + 1) * WIDE),
      narrowInput: nothing,
      rnnoise: new Float32Array(WIDE),
      narrowRnnoise: nothing,
    })
  const output = new Float32Array(BLOCKS * WIDE)
  for (let n = 0; n < BLOCKS; n++) band.addTo(output.subarray(n * WIDE, (n + 1) * WIDE), lower, lower)
  return output
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0)
}

test('noise without pauses goes from its first moment to its last', () => {
  const noise = whiteNoise(BLOCKS * WIDE).map((sample, n) => (n < DELAY ? 0 : 0.01 * sample))
  expect(energy(run(noise))).toBeLessThan(1e-3 * energy(noise))
})

test('what has pauses is speech, and follows the octave below', () => {
  const speech = whiteNoise(BLOCKS * WIDE).map(
    (sample, n) => sample * (Math.sin(n / 9_000) > 0 ? 0.01 : 0.000_01),
  )
  expect(energy(run(speech)) / energy(speech)).toBeCloseTo(1, 1)
})
