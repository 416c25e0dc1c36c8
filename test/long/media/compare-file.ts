import type { Case, Check, Expected, Verdict } from './checks/check.ts'
import { checkStreamExtract, checkSegment } from './checks/copy-tags.ts'
import { checkConcat, checkTranscodeOfFilm } from './checks/film-tags.ts'
import { checkAnimation, checkMediaInfo, checkSmartCover, checkSnapshot } from './checks/picture-tags.ts'
import { checkNoiseReduction, checkTranscodeOfSound } from './checks/sound-tags.ts'
import type { Lemnis } from './lemnis.ts'
import type { MadeFile } from './make/make-file.ts'
import { CONTAINERS, type ContainerKind } from './recipe/containers.ts'
import type { Recipe } from './recipe/recipe.ts'
import { decode, type Decoded, type Wanted } from './reference/decode.ts'
import type { Picture } from './reference/pictures.ts'
import { joinSounds, type Sound } from './reference/sound.ts'

const SOUND_CHECKS = { NoiseReduction: [checkNoiseReduction], Transcode: [checkTranscodeOfSound] }
const FILM_CHECKS = {
  Transcode: [checkTranscodeOfFilm],
  Snapshot: [checkSnapshot],
  Animation: [checkAnimation],
  SmartCover: [checkSmartCover],
}
const ANY_CHECKS = {
  Segment: [checkSegment],
  Concat: [checkConcat],
  StreamExtract: [checkStreamExtract],
  MediaInfo: [checkMediaInfo],
}

export const TAGS = [
  ...new Set([SOUND_CHECKS, FILM_CHECKS, ANY_CHECKS].flatMap((group) => Object.keys(group))),
]

export interface Work {
  readonly recipe: Recipe
  readonly made: MadeFile
  readonly directory: string
  readonly lemnis: Lemnis
  /** None: all that apply. */
  readonly tags: readonly string[]
}

/** Runs every tag that applies to a file, and compares. */
export async function compareFile({ recipe, made, directory, lemnis, tags }: Work): Promise<Verdict[]> {
  const expected = await expectedOf(recipe, made, directory)
  const at: Case = { recipe, file: made.path, directory, expected, lemnis }
  const verdicts: Verdict[] = []
  for (const [tag, check] of checksOf(recipe)) {
    if (tags.length > 0 && !tags.includes(tag)) continue
    verdicts.push(...(await check(at)))
    await lemnis.tidy()
  }
  return verdicts
}

function checksOf({ audio, video }: Recipe): [string, Check][] {
  const groups: Readonly<Record<string, readonly Check[]>>[] = [
    ...(audio ? [SOUND_CHECKS] : []),
    ...(video ? [FILM_CHECKS] : []),
    ANY_CHECKS,
  ]
  return groups.flatMap((group) =>
    Object.entries(group).flatMap(([tag, checks]) => checks.map((check): [string, Check] => [tag, check])),
  )
}

/**
 * FFmpeg 5 gives the second of joined ogg files times before the first one's end. Where a format has no times, it counts
 * those of the second one by the rate of the first. So the recordings are decoded one by one.
 */
async function soundOf(
  { container, fault }: Recipe,
  { path: file, parts }: MadeFile,
  wanted: Wanted,
): Promise<Decoded> {
  const { hasTimes }: ContainerKind = CONTAINERS[container]
  const isOther = fault.kind === 'joined' && fault.isOther
  if (parts.length === 1 || (container !== 'ogg' && (hasTimes || !isOther))) return decode(file, wanted)
  const sounds: Sound[] = []
  for (const part of parts) sounds.push((await decode(part, wanted)).sound)
  return { sound: joinSounds(sounds), pictures: [] }
}

/** FFmpeg 5 gives the last picture the length of the one before, which may be that of a pause. */
function withOwnEnd(pictures: readonly Picture[], { fault, video }: Recipe): readonly Picture[] {
  const last = pictures.at(-1)
  return fault.kind === 'uneven' && video && last
    ? [...pictures.slice(0, -1), { ...last, lengthS: 1 / video.rate }]
    : pictures
}

async function expectedOf(recipe: Recipe, made: MadeFile, directory: string): Promise<Expected> {
  const { audio, video, fault, container, seconds } = recipe
  const isOther = fault.kind === 'joined' && fault.isOther
  const mixedTo: Expected['mixedTo'] = isOther ? (audio?.channels === 1 ? 'mono' : 'stereo') : undefined
  const [sound, pictures] = [audio !== undefined, video !== undefined]
  const { hasClock }: ContainerKind = CONTAINERS[container]
  const common = { directory, mixedTo, isSteady: hasClock === true && fault.kind === 'uneven' }
  const heard = await soundOf(recipe, made, { ...common, sound, pictures: false })
  const shown = await decode(made.path, { ...common, sound: false, pictures })
  const alone = { sound: heard.sound, pictures: withOwnEnd(shown.pictures, recipe) }
  // Where recordings are joined, ffmpeg moves one stream by the jump of the other, and may leave a gap.
  const isJoined = fault.kind === 'joined' || fault.kind === 'jump'
  const isTogether = hasClock === true && !isJoined && alone.sound.seconds > 0 && alone.pictures.length > 0
  const together = isTogether ? await decode(made.path, { ...common, sound, pictures }) : alone
  return { alone, together, wholeS: seconds * made.parts.length, mixedTo }
}
