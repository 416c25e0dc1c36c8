import path from 'node:path'
import {
  canContain,
  containerOf,
  CONTAINERS,
  isContainerName,
  type ContainerName,
} from '../../../../packages/server/src/media/containers.ts'
import type { Ran } from '../lemnis.ts'
import { nameOfVideo } from '../recipe/codecs.ts'
import { decode } from '../reference/decode.ts'
import { runFfmpeg } from '../reference/run-ffmpeg.ts'
import { listStreams } from '../reference/list-streams.ts'
import { joinSounds } from '../reference/sound.ts'
import {
  damagesOf,
  pictureFrame,
  sameAs,
  soundFrame,
  soundRule,
  verdictOf,
  type Case,
  type Check,
  type Verdict,
} from './check.ts'
import { endOfPictures, picturesProblem } from './compare-pictures.ts'
import { soundProblem } from './compare-sound.ts'
import { filmProblem } from './film-tags.ts'

const SHORTEST_PIECE_S = 5
/** Of each piece the first ones may need what is in the one before. */
const OPEN_PICTURES = 3

type SegmentFormat = 'mp4' | 'mkv' | 'ts'

/** All of a file in another container. */
export const checkSegment: Check = async (at) => {
  const format = formatOf(at)
  if (format === undefined) return []
  const ran = await segment(at, `<Format>${format}</Format>`, 'out/a')
  const verdict = await verdictOf(at, ran, {
    tag: `Segment ${format}`,
    reads: 'any',
    isPossible: () => canCopy(at, format),
    compare: async ([made]) => {
      const seen = await decode(made?.path ?? '', sameAs(at))
      const problem = filmProblem(at, seen, false)
      if (problem === undefined) return undefined
      const copy = await copyOf(at, { muxer: CONTAINERS[format].muxer, map: '0' })
      const copied = await decode(copy, sameAs(at))
      const expected = { ...at.expected, together: copied }
      return isLess(at, copied.sound.seconds, endOfPictures(copied.pictures)) ||
        filmProblem({ ...at, expected }, seen, false) !== undefined
        ? problem
        : undefined
    },
  })
  return [verdict, ...(await checkPieces(at, format)), ...(await checkCut(at, format))]
}

async function canCopy(at: Case, format: SegmentFormat): Promise<boolean> {
  if (isChain(at) || changesRate(at, format)) return false
  const copy = await copyOf(at, { muxer: CONTAINERS[format].muxer, map: '0' })
  const { sound, pictures } = await decode(copy, sameAs(at))
  const isEmpty = sound.seconds === 0 && pictures.length === 0
  return !isEmpty && !isLess(at, sound.seconds, endOfPictures(pictures))
}

/**
 * A copy by ffmpeg that loses a tenth of what the file has is no excuse, unless it is silence that no packet has, or a
 * shape that a container can't change to.
 */
function isLess(
  { recipe: { fault }, expected: { alone } }: Case,
  soundS: number,
  picturesS: number,
): boolean {
  if (
    fault.kind === 'late' ||
    fault.kind === 'gap' ||
    fault.kind === 'jump' ||
    (fault.kind === 'joined' && fault.isOther)
  )
    return false
  const isShorter = (copiedS: number, wholeS: number): boolean => copiedS < 0.9 * wholeS - 0.3
  return isShorter(soundS, alone.sound.seconds) || isShorter(picturesS, endOfPictures(alone.pictures))
}

/** Links of an ogg file that differ have no common header, and are only encoded. */
function isChain({ recipe: { container, fault } }: Case): boolean {
  return container === 'ogg' && fault.kind === 'joined' && fault.isOther
}

/** Packets of AAC say their rate and channels where nothing else does; in other containers one header does it. */
function changesRate({ recipe: { container, audio, fault } }: Case, format: SegmentFormat): boolean {
  const isJoined = fault.kind === 'joined' && fault.isOther
  const saysItself = container === 'ts' || container === 'adts'
  return isJoined && saysItself && audio?.codec === 'aac' && format !== 'ts'
}

async function checkPieces(at: Case, format: SegmentFormat): Promise<Verdict[]> {
  const { sound, pictures } = at.expected.together
  const lengthS = Math.max(sound.seconds, endOfPictures(pictures))
  if (lengthS < SHORTEST_PIECE_S + 1) return []
  const content = `<Format>${format}</Format><Duration>${SHORTEST_PIECE_S}</Duration>`
  const ran = await segment(at, content, 'out/a-${Number}')
  const verdict = await verdictOf(at, ran, {
    tag: 'Segment pieces',
    reads: 'any',
    isPossible: () => canCopy(at, format),
    compare: async (files) => {
      const pieces = []
      for (const file of files) pieces.push(await decode(file.path, sameAs(at)))
      const soundS = joinSounds(pieces.map((piece) => piece.sound)).seconds
      const shown = pieces.reduce((sum, piece) => sum + piece.pictures.length, 0)
      // What is silent at the end of a piece belongs to no packet.
      const gapS = at.recipe.fault.kind === 'gap' ? at.recipe.fault.lengthS : 0
      const joinS = at.recipe.fault.kind === 'jump' || at.recipe.fault.kind === 'joined' ? 0.3 : 0
      const allowedS = gapS + joinS + files.length * Math.max(packetOf(at), 2 * soundFrame(at))
      // Where the rate changes inside of a piece, the resampler of FFmpeg 5 makes more of it than there is.
      const isOther = at.recipe.fault.kind === 'joined' && at.recipe.fault.isOther
      if (!isOther && Math.abs(soundS - sound.seconds) > allowedS)
        return `${files.length} pieces have ${soundS.toFixed(2)} s of sound instead of ${sound.seconds.toFixed(2)} s`
      if (Math.abs(shown - pictures.length) > OPEN_PICTURES * files.length)
        return `${files.length} pieces have ${shown} pictures instead of ${pictures.length}`
      return undefined
    },
  })
  return [verdict]
}

/** A packet across a cut is in the piece before, seconds. */
function packetOf({ recipe: { audio } }: Case): number {
  return audio && /^(wavpack|flac|alac|pcm)/.test(audio.codec) ? 0.5 : 0.06
}

/** From a time to another one: it begins at the key frame before. */
async function checkCut(at: Case, format: SegmentFormat): Promise<Verdict[]> {
  const { sound, pictures } = at.expected.together
  const lengthS = Math.max(sound.seconds, endOfPictures(pictures))
  if (lengthS < 1) return []
  const [startS, endS] = [0.3, 0.7].map((share) => Math.round(share * lengthS * 10) / 10)
  const content = `<Format>${format}</Format><StartTime>${startS}</StartTime><EndTime>${endS}</EndTime>`
  const ran = await segment(at, content, 'out/a')
  const tag = 'Segment cut'
  const isWhole = at.recipe.fault.kind === 'none'
  // In a gap there may be nothing to cut.
  if (ran.kind === 'refused' && !isWhole) return [{ tag, problem: undefined }]
  const verdict = await verdictOf(at, ran, {
    tag,
    reads: 'any',
    isPossible: () => canCopy(at, format),
    compare: async ([made]) => {
      const seen = await decode(made?.path ?? '', sameAs(at))
      const seenS = Math.max(seen.sound.seconds, endOfPictures(seen.pictures))
      if (seenS === 0 && at.recipe.fault.kind !== 'gap') return `nothing from ${startS} to ${endS} s`
      if (!isWhole || startS === undefined || endS === undefined) return undefined
      const backS = at.recipe.video ? at.recipe.video.gop / at.recipe.video.rate : 0
      // A packet of sound may have a second, and there is one on each side.
      const slackS = at.recipe.video ? Math.max(0.1, 3 * soundFrame(at), 3 * pictureFrame(at)) : 2.2
      const isRight = seenS > endS - startS - slackS && seenS < endS - startS + backS + slackS
      return isRight ? undefined : `${seenS.toFixed(2)} s from ${startS} to ${endS} s`
    },
  })
  return [verdict]
}

function segment({ lemnis, file }: Case, block: string, object: string): Promise<Ran> {
  return lemnis.run({ tag: 'Segment', content: `<Segment>${block}</Segment>`, object, input: file })
}

function formatOf({ recipe: { audio, video } }: Case): SegmentFormat | undefined {
  return (['mp4', 'mkv', 'ts'] as const).find(
    (name) =>
      (!audio || canContain(name, 'audio', audio.codec)) &&
      (!video || canContain(name, 'video', nameOfVideo(video.codec))),
  )
}

async function copyOf(
  { file, directory }: Case,
  { muxer, map }: { readonly muxer: string; readonly map: string },
): Promise<string> {
  const copy = path.join(directory, 'copy')
  await runFfmpeg(['-i', file, '-map', map, '-c', 'copy', '-f', muxer, copy])
  return copy
}

/** Each stream in the container of its codec, beside a copy by ffmpeg. */
export const checkStreamExtract: Check = async (at) => {
  const verdicts: Verdict[] = []
  const { audio, video } = at.recipe
  for (const { index, kind } of await listStreams(at.file)) {
    const codec = kind === 'audio' ? audio?.codec : video && nameOfVideo(video.codec)
    if (codec !== undefined && hasContainer(kind, codec)) verdicts.push(await extract(at, kind, index))
  }
  return verdicts
}

/** Some codecs can't be copied into any. */
function hasContainer(kind: 'audio' | 'video', codec: string): boolean {
  return canContain(containerOf(kind, codec), kind, codec)
}

async function extract(at: Case, kind: 'audio' | 'video', index: number): Promise<Verdict> {
  const { lemnis, file, directory } = at
  const content =
    '<Output><Region>ap-guangzhou</Region><Bucket>media-1250000000</Bucket><StreamExtract>' +
    `<Index>${index}</Index><Object>out/s.\${Ext}</Object></StreamExtract></Output>`
  const ran = await lemnis.run({ tag: 'StreamExtract', content, input: file })
  return verdictOf(at, ran, {
    tag: `StreamExtract ${kind}`,
    reads: kind,
    isPossible: () => Promise.resolve(!isChain(at)),
    compare: async ([made]) => {
      if (!made) return 'no file'
      const { mixedTo } = at.expected
      const wanted = { sound: kind === 'audio', pictures: kind === 'video', directory, mixedTo }
      const container = path.extname(made.key).slice(1)
      if (!isContainerName(container)) return `a file ${made.key}`
      const copy = await copyOf(at, { muxer: muxerOf(container), map: `0:${kind === 'audio' ? 'a' : 'v'}:0` })
      const [seen, copied] = [await decode(made.path, wanted), await decode(copy, wanted)]
      const compareWith = (
        sound: typeof copied.sound,
        pictures: typeof copied.pictures,
      ): string | undefined =>
        kind === 'audio'
          ? soundProblem(seen.sound, sound, soundRule(at, false))
          : picturesProblem(seen.pictures, pictures, {
              frameS: pictureFrame(at),
              isCounted: true,
              damages: damagesOf(at),
            })
      const { alone } = at.expected
      // FLAC counts its frames, and a copy of joined ones repeats the numbers: all are there, and few players go on.
      if (container === 'flac' && at.recipe.fault.kind === 'joined')
        return soundProblem(seen.sound, copied.sound, soundRule(at, false))
      const problem = compareWith(alone.sound, alone.pictures)
      if (problem === undefined) return undefined
      const isNothing = copied.sound.seconds === 0 && copied.pictures.length === 0
      // FFmpeg 5 takes some codecs of a transport stream for others, and refuses the container.
      if (isNothing && (at.recipe.fault.kind === 'gap' || at.recipe.fault.kind === 'late')) return undefined
      const isLost = isLess(
        at,
        kind === 'audio' ? copied.sound.seconds : Infinity,
        kind === 'video' ? endOfPictures(copied.pictures) : Infinity,
      )
      return isLost ? problem : compareWith(copied.sound, copied.pictures)
    },
  })
}

function muxerOf(name: ContainerName): string {
  return CONTAINERS[name].muxer
}
