import { expect, test } from 'vitest'
import { messageOf } from './message.ts'

const denoised = { durationS: 1, samples: 16_000, sampleRate: 16_000, inputFormat: 'wav' }
const mono = { ...denoised, inputChannels: 1, outputChannels: 1 }

test.each([
  ['nothing was ordered', mono, undefined, 'SUCCESS'],
  ['the loudness was reached', { ...mono, loudness: { lufs: -16.3, gainDb: 4 } }, -16, 'SUCCESS'],
  [
    'peaks are in the way',
    { ...mono, loudness: { lufs: -11.83, gainDb: 15 } },
    -10,
    'SUCCESS: the loudness is -11.8 LUFS, as true peaks are kept below -1 dBTP.',
  ],
  [
    'the recording is very quiet',
    { ...mono, loudness: { lufs: -38, gainDb: 30 } },
    -16,
    'SUCCESS: the loudness is -38.0 LUFS, as a recording is raised by 30 dB at most.',
  ],
  [
    'channels were mixed, and there is nothing to hear',
    { ...mono, inputChannels: 2, loudness: {} },
    -16,
    'SUCCESS: the 2 channels of the input were mixed into 1, and the sound is too quiet or too short to have a loudness, ' +
      'and was left as loud as it is.',
  ],
])('when %s', (_, result, targetLufs, message) => {
  expect(messageOf(result, targetLufs)).toBe(message)
})
