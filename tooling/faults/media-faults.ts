import type { Fault } from './fault.ts'

/** Times, channels and samples of recordings. */
export const MEDIA_FAULTS: readonly Fault[] = [
  {
    name: 'a jump of the clock moves no later packet',
    file: 'media/timeline/time-correction.ts',
    find: 'this.#offsetUs -= jumpUs',
    replace: 'this.#offsetUs -= 0',
    suites: ['media/timeline'],
  },
  {
    name: 'sound is placed without its gaps',
    file: 'media/timeline/sound-clock.ts',
    find: 'silence: Math.max(gap, 0)',
    replace: 'silence: 0',
    suites: ['media/timeline', 'media/decode.test.ts'],
  },
  {
    name: 'channels that cancel each other are added',
    file: 'media/filters/mono-mix.ts',
    find: '< CANCELS',
    replace: '< -2',
    suites: ['media/filters'],
  },
  {
    name: 'padded samples are read by the bits that count',
    file: 'media/wav/padded-samples.ts',
    find: 'if (!format || !reading) return 1',
    replace: 'if (!format || reading) return 1',
    suites: ['media/wav'],
  },
  {
    name: 'a chained file ends with its first link',
    file: 'media/timeline/packet-source.ts',
    find: 'if (!this.#openNextPart()) return undefined',
    replace: 'return undefined',
    suites: ['media/decode.test.ts'],
  },
  {
    name: 'a cut between two pictures begins with the later one',
    file: 'media/filters/picture-window.ts',
    find: 'return until > this.#pause',
    replace: 'return until > this.#pause && false',
    suites: ['media/convert'],
  },
]
