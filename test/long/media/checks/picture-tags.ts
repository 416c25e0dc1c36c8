import { z } from 'zod'
import { decode } from '../reference/decode.ts'
import { difference, readStills, shownTime, type Picture } from '../reference/pictures.ts'
import { damagesOf, pictureFrame, verdictOf, type Case, type Check, type Verdict } from './check.ts'
import { ALIKE, endOfPictures, isAmong, picturesProblem, shownAround } from './compare-pictures.ts'

const PNG = '<CIParam>imageMogr2/format/png</CIParam>'
const INTERVALS_S = [0.5, 0.7, 1, 1.3, 2] as const
const AVERAGE = 5
const GIF_RATE = 5

export const checkSnapshot: Check = async (at) => {
  const intervalS = INTERVALS_S[at.recipe.choice % INTERVALS_S.length] ?? 1
  return [
    await snapshot(at, 'Snapshot interval', {
      block: `<Mode>Interval</Mode><TimeInterval>${intervalS}</TimeInterval><Count>1000</Count>`,
      timesUntil: (endS) =>
        Array.from({ length: Math.ceil(endS / intervalS) }, (_, step) => step * intervalS),
    }),
    await snapshot(at, 'Snapshot count', {
      block: `<Mode>Average</Mode><Count>${AVERAGE}</Count>`,
      timesUntil: (endS) => Array.from({ length: AVERAGE }, (_, step) => (step * endS) / AVERAGE),
    }),
  ]
}

interface Snapshots {
  readonly block: string
  /** The times of the pictures of a video that ends then, seconds. */
  readonly timesUntil: (endS: number) => number[]
}

async function snapshot(at: Case, tag: string, { block, timesUntil }: Snapshots): Promise<Verdict> {
  const { lemnis, file, expected } = at
  const content = `<Snapshot>${block}${PNG}</Snapshot>`
  const ran = await lemnis.run({ tag: 'Snapshot', content, object: 'out/${Number}.png', input: file })
  return verdictOf(at, ran, {
    tag,
    reads: 'video',
    compare: async (files) => {
      const { pictures } = expected.alone
      const frameS = Math.max(0.05, pictureFrame(at))
      const endS = endOfPictures(pictures)
      const counts = [endS - frameS, endS, endS + frameS].map((s) => timesUntil(s).length)
      if (files.length < Math.min(...counts) || files.length > Math.max(...counts))
        return `${files.length} pictures instead of ${counts[1]}`
      // Of a damaged picture each version of a decoder makes something else.
      if (damagesOf(at) > 0) return undefined
      const stills = await readStills(files.map((made) => made.path))
      return stillsProblem(stills, timesOf(timesUntil, { endS, frameS, count: stills.length }), {
        pictures,
        frameS,
      })
    },
  })
}

/** The end is known to a frame only: the times of as many pictures as there are. */
function timesOf(
  timesUntil: Snapshots['timesUntil'],
  { endS, frameS, count }: { readonly endS: number; readonly frameS: number; readonly count: number },
): number[] {
  const likely = timesUntil(endS)
  return likely.length >= count ? likely : timesUntil(endS + frameS)
}

function stillsProblem(
  stills: readonly Uint8Array[],
  times: readonly number[],
  { pictures, frameS }: { readonly pictures: readonly Picture[]; readonly frameS: number },
): string | undefined {
  for (const [number, still] of stills.entries()) {
    const atS = times[number] ?? 0
    const allowed = around(pictures, atS, frameS)
    if (isAmong(still, allowed)) continue
    const instead = allowed.map(({ pixels }) => shownTime(pixels)).join(' or ')
    return `picture ${number} for ${atS.toFixed(2)} s shows frame ${shownTime(still)} instead of ${instead}`
  }
  return undefined
}

/** The picture that ffmpeg takes is the next one; the one before is as good. */
function around(pictures: readonly Picture[], atS: number, frameS: number): Picture[] {
  const next = pictures.find(({ timeS }) => timeS >= atS - 0.001)
  const last = pictures.at(-1)
  return [...shownAround(pictures, atS, frameS), ...(next ? [next] : last ? [last] : [])]
}

/** Times count from the first picture, since an animation can't begin later. */
export const checkAnimation: Check = async (at) => {
  const { lemnis, file, expected, directory } = at
  const content =
    '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec>' +
    `<Fps>${GIF_RATE}</Fps></Video></Animation>`
  const ran = await lemnis.run({ tag: 'Animation', content, object: 'out/a.gif', input: file })
  const verdict = await verdictOf(at, ran, {
    tag: 'Animation',
    reads: 'video',
    compare: async ([made]) => {
      const { pictures } = await decode(made?.path ?? '', { sound: false, pictures: true, directory })
      const frameS = 1 / GIF_RATE + pictureFrame(at)
      return picturesProblem(fromFirst(pictures), fromFirst(expected.alone.pictures), {
        frameS,
        isCounted: false,
        damages: damagesOf(at),
      })
    },
  })
  return [verdict]
}

function fromFirst(pictures: readonly Picture[]): Picture[] {
  const firstS = pictures[0]?.timeS ?? 0
  return pictures.map((picture) => ({ ...picture, timeS: picture.timeS - firstS }))
}

/** Covers are any pictures of the video. */
export const checkSmartCover: Check = async (at) => {
  const { lemnis, file, expected } = at
  const content = '<SmartCover><Format>png</Format><Count>2</Count></SmartCover>'
  const ran = await lemnis.run({ tag: 'SmartCover', content, object: 'out/${Number}.png', input: file })
  const verdict = await verdictOf(at, ran, {
    tag: 'SmartCover',
    reads: 'video',
    compare: async (files) => {
      const { pictures } = expected.alone
      const least = Math.min(2, pictures.length)
      if (files.length < least) return `${files.length} covers instead of ${least}`
      // Of a damaged picture each version of a decoder makes something else.
      if (damagesOf(at) > 0) return undefined
      const stills = await readStills(files.map((made) => made.path))
      if (stills.length < files.length) return `${stills.length} of ${files.length} covers can be read`
      const odd = stills.find((still) => !pictures.some(({ pixels }) => difference(still, pixels) < ALIKE))
      return odd && `a cover shows frame ${shownTime(odd)}, which the video does not have`
    },
  })
  return [verdict]
}

const Info = z.object({ format: z.object({ durationS: z.number().optional() }) })
/** It tells what the header says, and what the header of these says is not so, or of a part. */
const UNTRUE: readonly string[] = ['lie', 'cut', 'flips', 'joined', 'jump', 'wrap', 'far']

/** It is a guess by the bit rate of the first frames, or by the last times alone. */
const GUESSED: readonly string[] = ['adts', 'ac3', 'ps', 'ogg']

export const checkMediaInfo: Check = async (at) => {
  const tag = 'MediaInfo'
  const ran = await at.lemnis.run({ tag, content: '', input: at.file })
  const verdict = await verdictOf(at, ran, { tag, reads: 'any', compare: () => Promise.resolve(undefined) })
  if (ran.kind !== 'success') return [verdict]
  const { sound, pictures } = at.expected.together
  const decodedS = Math.max(sound.seconds, endOfPictures(pictures))
  const { durationS } = Info.parse(ran.result).format
  const allowedS = Math.max(0.15, pictureFrame(at)) + 0.01 * decodedS
  if (durationS !== undefined && Math.abs(durationS - decodedS) <= allowedS) return [verdict]
  const problem = `Duration ${durationS?.toFixed(2) ?? 'missing'} instead of ${decodedS.toFixed(2)} s`
  const isUntrue = UNTRUE.includes(at.recipe.fault.kind) || GUESSED.includes(at.recipe.container)
  return [{ tag, problem, isNote: isUntrue || durationS === undefined }]
}
