import type { Lemnis, MadeOutput, Ran } from '../lemnis.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Decoded } from '../reference/decode.ts'
import type { Wanted } from '../reference/decode.ts'
import { endOfPictures, usualDistance } from './compare-pictures.ts'
import type { SoundRule } from './compare-sound.ts'

/** What the system's ffmpeg gets of a file. */
export interface Expected {
  /** Each stream when it is decoded alone. */
  readonly alone: Decoded
  /** Both when they are decoded together: a transport stream then may begin earlier. */
  readonly together: Decoded
  /** What would be there without a fault, seconds. */
  readonly wholeS: number
  /** Where the shape of the sound changes: the layout that all of it is compared in. */
  readonly mixedTo: 'mono' | 'stereo' | undefined
}

export interface Case {
  readonly recipe: Recipe
  readonly file: string
  /** For what is written on the way. */
  readonly directory: string
  readonly expected: Expected
  readonly lemnis: Lemnis
}

/** One comparison. Without a problem it is as expected. */
export interface Verdict {
  readonly tag: string
  readonly problem: string | undefined
  /** It is told, and counts as no disagreement. */
  readonly isNote?: boolean
}

export type Check = (at: Case) => Promise<readonly Verdict[]>

/** Below this nothing is missed, seconds. */
const SOMETHING_S = 0.25
/** What is mostly damaged may be refused. */
const MOST = 0.5

/** Whether a file must not be refused: ffmpeg got something, and of one with flipped bits most. */
function isWorthIt({ recipe, expected: { alone, wholeS } }: Case, kind: 'audio' | 'video' | 'any'): boolean {
  const soundS = kind === 'video' ? 0 : alone.sound.seconds
  const picturesS = kind === 'audio' ? 0 : endOfPictures(alone.pictures)
  const gotS = Math.max(soundS, picturesS)
  const leastS = recipe.fault.kind === 'flips' ? Math.max(SOMETHING_S, MOST * wholeS) : SOMETHING_S
  return gotS >= leastS
}

export interface Told {
  readonly tag: string
  /** Which of its streams the tag reads. */
  readonly reads: 'audio' | 'video' | 'any'
  readonly compare: (files: readonly MadeOutput[]) => Promise<string | undefined>
  /** Whether ffmpeg can do the same, where it can do less than decode; it can unless given. */
  readonly isPossible?: () => Promise<boolean>
}

/** Returns the verdict of a run: what is made of a success is compared. */
export async function verdictOf(at: Case, ran: Ran, told: Told): Promise<Verdict> {
  const { tag, reads, compare, isPossible = () => Promise.resolve(true) } = told
  switch (ran.kind) {
    case 'broken':
      return { tag, problem: `broken: ${ran.message}` }
    case 'refused': {
      const isWrong = isWorthIt(at, reads) && (await isPossible())
      return { tag, problem: isWrong ? `refused what ffmpeg can read: ${ran.message}` : undefined }
    }
    case 'success':
      return { tag, problem: await compare(ran.files) }
  }
}

/** The longest frame of sound between the file and any output of it, seconds. */
export function soundFrame(at: Case, outputRate = 44_100): number {
  const { audio, fault } = at.recipe
  const rate = Math.min(audio?.sampleRate ?? outputRate, outputRate)
  const frameS = 1_152 / rate
  // Between joined recordings is what primes the decoder of the second one, and a frame that describes it.
  if (fault.kind === 'joined') return Math.max(frameS, 0.15, 2_304 / rate)
  // Of a damaged packet one version of a decoder makes something, and another one nothing.
  if (fault.kind === 'flips')
    return Math.max(4 * frameS, audio?.codec === 'flac' ? (damagesOf(at) * 4_608) / rate : 0)
  return frameS
}

export function soundRule(at: Case, isLossy: boolean): SoundRule {
  const { fault, container, audio } = at.recipe
  const frameS = soundFrame(at)
  // A fragmented mp4 has no edit list: FFmpeg 5 begins with the frame that primes the decoder, and later ones behind it.
  // Where recordings are joined, overlaps of less than that are played behind each other or cut.
  // At low rates the bursts of an encoder have soft edges.
  const isJoined = fault.kind === 'joined' || fault.kind === 'jump'
  // A packet that is left out is less than what FFmpeg takes for a gap: what follows comes so much earlier.
  const isShifted = isJoined || (fault.kind === 'flips' && audio?.codec === 'flac')
  const shiftS = Math.max(
    isShifted ? Math.max(frameS, 0.15) : 0.025,
    container === 'mp4-fragmented' ? frameS + 0.005 : isLossy ? frameS / 2 : 0,
  )
  return { frameS, damages: damagesOf(at), shiftS, isLossy, joints: isJoined ? 2 : 0 }
}

/** In how many places bits of the file are wrong. */
export function damagesOf({ recipe: { fault } }: Case): number {
  return fault.kind === 'flips' ? fault.places.length : 0
}

export function pictureFrame({ recipe: { fault, video }, expected }: Case): number {
  // Of few pictures at uneven distances, the usual one says nothing.
  const frameS = Math.min(usualDistance(expected.together.pictures), video ? 1 / video.rate : Infinity)
  // A second recording begins where the longer stream of the first one ended.
  return fault.kind === 'joined' || fault.kind === 'jump' ? Math.max(frameS, 0.15) : frameS
}

/** How outputs are decoded that have all that ffmpeg found in the file. */
export function sameAs({ expected: { alone, mixedTo }, directory }: Case): Wanted {
  return { sound: alone.sound.seconds > 0, pictures: alone.pictures.length > 0, mixedTo, directory }
}
