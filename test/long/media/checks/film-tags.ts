import { readFile } from 'node:fs/promises'
import { decode, type Decoded } from '../reference/decode.ts'
import { sliceSound } from '../reference/sound.ts'
import { damagesOf, pictureFrame, sameAs, soundRule, verdictOf, type Case, type Check } from './check.ts'
import { endOfPictures, picturesProblem } from './compare-pictures.ts'
import { followingProblem, lengthProblem, levelProblem, soundProblem } from './compare-sound.ts'

/** Two channels of one voice are so much louder than FFmpeg's mix of them, which is softened. */
const MOST_MIXED_DB = 6

const JOIN_S = 0.12

/** Compares a file that has all streams of the source. */
export function filmProblem(at: Case, seen: Decoded, isLossy: boolean): string | undefined {
  const { sound, pictures } = at.expected.together
  return (
    (sound.seconds > 0 ? soundProblem(seen.sound, sound, soundRule(at, isLossy)) : undefined) ??
    picturesProblem(seen.pictures, pictures, {
      frameS: pictureFrame(at),
      isCounted: true,
      damages: damagesOf(at),
    })
  )
}

export const checkTranscodeOfFilm: Check = async (at) => {
  const { lemnis, file } = at
  const content =
    '<Transcode><Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Crf>20</Crf>' +
    '<Preset>veryfast</Preset></Video><Audio><Codec>aac</Codec></Audio></Transcode>'
  const ran = await lemnis.run({ tag: 'Transcode', content, object: 'out/a.mp4', input: file })
  const verdict = await verdictOf(at, ran, {
    tag: 'Transcode mp4',
    reads: 'video',
    isPossible: () => Promise.resolve(isAllThere(at)),
    compare: async ([made]) => filmProblem(at, await decode(made?.path ?? '', sameAs(at)), true),
  })
  return [verdict]
}

/** A file with itself behind it. */
export const checkConcat: Check = async (at) => {
  const { lemnis, file, recipe } = at
  const format = recipe.video ? 'mp4' : 'mp3'
  const content =
    '<ConcatTemplate><ConcatFragment><Url>https://media-1250000000.cos.ap-guangzhou.myqcloud.com/in/second</Url>' +
    `</ConcatFragment><Audio><Codec>${recipe.video ? 'aac' : 'mp3'}</Codec></Audio>` +
    (recipe.video ? '<Video><Codec>H.264</Codec><Crf>20</Crf><Preset>veryfast</Preset></Video>' : '') +
    `<Container><Format>${format}</Format></Container></ConcatTemplate>`
  const objects = { 'in/second': await readFile(file) }
  const ran = await lemnis.run({ tag: 'Concat', content, object: `out/a.${format}`, input: file, objects })
  const verdict = await verdictOf(at, ran, {
    tag: 'Concat',
    reads: recipe.video ? 'video' : 'audio',
    isPossible: () => Promise.resolve(isAllThere(at)),
    compare: async ([made]) => twiceProblem(at, await decode(made?.path ?? '', sameAs(at))),
  })
  return [verdict]
}

/** FFmpeg's program ends too where one of the streams has a damaged header. */
function isAllThere({ recipe: { audio }, expected: { alone } }: Case): boolean {
  return audio === undefined || alone.sound.seconds > 0
}

function twiceProblem(at: Case, seen: Decoded): string | undefined {
  const { sound, pictures } = at.expected.together
  const [soundS, picturesS] = [sound.seconds, endOfPictures(pictures)]
  const lengthS = Math.max(soundS, picturesS)
  const rule = { ...soundRule(at, true), louderDb: at.expected.mixedTo === 'mono' ? MOST_MIXED_DB : 0 }
  const { shiftS = 0 } = rule
  const picturesRule = { frameS: Math.max(pictureFrame(at), 0.06), isCounted: false, damages: damagesOf(at) }
  // Where the second begins is known to a frame of sound only.
  const untilSecond = pictures.filter(({ timeS }) => timeS < lengthS - JOIN_S)
  const second = seen.pictures
    .filter(({ timeS }) => timeS >= lengthS - pictureFrame(at))
    .map((picture) => ({ ...picture, timeS: picture.timeS - lengthS }))
  return (
    (soundS > 0
      ? (lengthProblem(seen.sound.seconds, lengthS + soundS, 3 * rule.frameS) ??
        levelProblem(sliceSound(seen.sound, 0, soundS - shiftS), sound, rule) ??
        followingProblem(seen.sound, sound, { startS: lengthS, rule }))
      : undefined) ??
    picturesProblem(seen.pictures, untilSecond, picturesRule) ??
    picturesProblem(second, pictures, { ...picturesRule, frameS: picturesRule.frameS + 0.08 })
  )
}
