import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readSamples } from './material/voices.ts'

export const CLIP_RATE = 16_000

/**
 * What is right of a clip:
 * - `noisy`: nothing but the noise goes
 * - `clean`: there is no noise, and nothing goes
 * - `noise`: there is no speech, and all goes
 */
export type ClipKind = 'noisy' | 'clean' | 'noise'

/** A recording and the same without its noise, mono and equally long. */
export interface Clip {
  readonly name: string
  readonly kind: ClipKind
  /** Clips of one group are put together in a line. */
  readonly group: string
  /** Hz */
  readonly rate: 16_000 | 48_000
  readonly noisy: Float32Array
  readonly clean: Float32Array
  /** The part that is compared, seconds; all of it if it is not given. */
  readonly part?: { readonly fromS: number; readonly toS: number }
}

/** In recordings with a quiet beginning of ten seconds, the first two of the speech are compared. */
export const FIRST_WORDS = { fromS: 10, toS: 12 } as const

/**
 * The pairs NAME.noisy.wav and NAME.clean.wav of a directory. Names that begin with `clean_` have nothing to remove, and
 * those with `lead10_` begin with ten quiet seconds.
 */
export function readClips(directory: string): Clip[] {
  const names = readdirSync(directory)
    .filter((file) => file.endsWith('.noisy.wav'))
    .map((file) => file.slice(0, -'.noisy.wav'.length))
    .toSorted()
  if (names.length === 0) throw new Error(`${directory} holds no NAME.noisy.wav with its NAME.clean.wav`)
  return names.map((name) => ({
    name,
    ...groupOf(name),
    rate: CLIP_RATE,
    noisy: readSamples(join(directory, `${name}.noisy.wav`), CLIP_RATE),
    clean: readSamples(join(directory, `${name}.clean.wav`), CLIP_RATE),
  }))
}

function groupOf(name: string): Pick<Clip, 'kind' | 'group' | 'part'> {
  if (name.startsWith('clean_')) return { kind: 'clean', group: 'clean' }
  if (!name.startsWith('lead10_')) return { kind: 'noisy', group: 'mixes' }
  return { kind: 'clean', group: 'quiet beginning', part: FIRST_WORDS }
}
