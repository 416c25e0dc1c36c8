import type { SeededRandom } from '../../../crash/seeded-random.ts'
import { chance, pick } from '../../fuzz/case-random.ts'
import { canLie } from '../make/lies.ts'
import { CONTAINERS, type ContainerKind, type ContainerName } from './containers.ts'

export type Fault =
  | { readonly kind: 'none' }
  /** The times of a stream, or both, go on later from a moment on. */
  | {
      readonly kind: 'gap'
      readonly streams: 'audio' | 'video' | 'both'
      readonly atS: number
      readonly lengthS: number
    }
  /** A second recording follows whose clock is off by so much from where the first one ended. */
  | { readonly kind: 'jump'; readonly byS: number }
  /** A second recording follows that begins anew, of the same shape or another. */
  | { readonly kind: 'joined'; readonly isOther: boolean }
  | { readonly kind: 'late'; readonly stream: 'audio' | 'video'; readonly byS: number }
  | { readonly kind: 'far'; readonly atS: number }
  /** The clock overflows so many seconds after the beginning. */
  | { readonly kind: 'wrap'; readonly atS: number }
  | { readonly kind: 'cut'; readonly share: number }
  /** Where bits change, as shares of the file, and which. */
  | { readonly kind: 'flips'; readonly places: readonly { readonly share: number; readonly mask: number }[] }
  /** The header claims so many times the length; 0: that it is unknown. */
  | { readonly kind: 'lie'; readonly factor: number; readonly where: number }
  /** Pictures are so many frames apart, at changing distances. */
  | { readonly kind: 'uneven'; readonly steps: readonly number[] }

export type FaultKind = Fault['kind']

interface Streams {
  readonly container: ContainerName
  readonly hasAudio: boolean
  readonly hasVideo: boolean
  readonly seconds: number
}

/** Chooses one of the faults that a file of this kind may have. */
export function chooseFault(seeded: SeededRandom, streams: Streams): Fault {
  const kinds = possible(streams)
  switch (pick(seeded, kinds)) {
    case 'none':
      return { kind: 'none' }
    case 'gap': {
      const { hasAudio, hasVideo, seconds } = streams
      const both = ['audio', 'video', 'both'] as const
      const which = hasAudio && hasVideo ? pick(seeded, both) : hasAudio ? 'audio' : 'video'
      const lengthS = chance(seeded, 60) ? seeded.between(3, 20) / 10 : seeded.between(20, 80) / 10
      return { kind: 'gap', streams: which, atS: Math.round(seeded.between(2, 8) * seconds) / 10, lengthS }
    }
    case 'jump':
      return { kind: 'jump', byS: pick(seeded, [-1_000, -60, -12, -3, 2, 15, 100, 30_000]) }
    case 'joined':
      return { kind: 'joined', isOther: chance(seeded, 50) }
    case 'late':
      return { kind: 'late', stream: pick(seeded, ['audio', 'video']), byS: seeded.between(2, 35) / 10 }
    case 'far':
      return { kind: 'far', atS: 50_000 }
    case 'wrap':
      return { kind: 'wrap', atS: seeded.between(2, streams.seconds * 10 - 2) / 10 }
    case 'cut':
      return { kind: 'cut', share: seeded.between(50, 990) / 1_000 }
    case 'flips':
      return { kind: 'flips', places: flips(seeded) }
    case 'lie':
      return { kind: 'lie', factor: pick(seeded, [0, 0.3, 0.5, 3, 40]), where: seeded.between(0, 2) }
    case 'uneven':
      return {
        kind: 'uneven',
        steps: Array.from({ length: 5 }, () => seeded.between(1, pick(seeded, [3, 12, 60]))),
      }
  }
}

function possible({ container, hasAudio, hasVideo }: Streams): [FaultKind, ...FaultKind[]] {
  const { hasTimes, isJoinable, hasClock }: ContainerKind = CONTAINERS[container]
  return [
    'none',
    'cut',
    'flips',
    ...(hasTimes ? (['gap', 'gap', 'gap'] as const) : []),
    ...(hasTimes && hasAudio && hasVideo ? (['late', 'late'] as const) : []),
    ...(hasTimes && hasVideo ? (['uneven'] as const) : []),
    ...(isJoinable ? (['joined', 'joined'] as const) : []),
    ...(hasClock ? (['jump', 'jump', 'wrap', 'far'] as const) : []),
    ...(container === 'mkv' || container === 'webm' || container === 'flv' ? (['far'] as const) : []),
    ...(canLie(container) ? (['lie', 'lie'] as const) : []),
  ]
}

function flips(seeded: SeededRandom): { share: number; mask: number }[] {
  return Array.from({ length: seeded.between(1, 6) }, () => ({
    share: seeded.between(0, 999_999) / 1_000_000,
    mask: 1 << seeded.between(0, 7),
  }))
}
