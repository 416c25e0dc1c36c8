import { z } from 'zod'
import { FrameAnalyzer } from '../../media/pictures/frame-features.ts'
import { PictureFiles } from '../../media/pictures/picture-file.ts'
import { PICTURE_FORMATS } from '../../media/pictures/picture-formats.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { openVideoInput } from '../../media/pictures/video-input.ts'
import { VideoReader } from '../../media/pictures/video-reader.ts'
import { chooseCovers, type Candidate } from './choose-covers.ts'
import type { Covers } from './params.ts'

const side = z.int().positive().exactOptional()

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  directory: z.string().min(1),
  format: z.enum(PICTURE_FORMATS),
  wanted: z.object({ width: side, height: side }),
  count: z.int().min(1).max(10),
  deletesDuplicates: z.boolean(),
})

/** Frames that are analysed: enough to include the scenes of a long film, and few enough for seconds of work. */
const CANDIDATES = 60
/** So many key frames are enough to choose from; of a video that has less, all frames are decoded. */
const ENOUGH_KEY_FRAMES = 16

/**
 * Chooses the covers of a video and writes them as `picture-0.jpg` and so on.
 * @throws {MediaRefusal} when no picture can be decoded.
 */
export async function run(
  input: unknown,
  report: (percent: number) => void,
  threads: number,
): Promise<Covers> {
  const { inputPath, directory, format, wanted, ...choice } = inputSchema.parse(input)
  const candidates = await findCandidates(inputPath, choice.count, { threads, report })
  const covers = chooseCovers(candidates, choice)
  using video = openVideoInput(inputPath)
  using reader = new VideoReader(video, { threads, onStep: () => report(95) })
  using files = new PictureFiles({ directory, name: 'picture', format, turn: video.turn, wanted })
  const timesMs: number[] = []
  for (const { timeS } of covers) {
    await reader.goTo(timeS)
    if (!reader.frame) continue
    files.write(reader.frame)
    timesMs.push(Math.max(Math.round(timeS * 1_000), 0))
  }
  return { timesMs }
}

interface Means {
  readonly threads: number
  readonly report: (percent: number) => void
}

async function findCandidates(inputPath: string, count: number, means: Means): Promise<readonly Candidate[]> {
  const keyFrames = await lookAround(inputPath, { keyFramesOnly: true, ...means })
  const areEnough = keyFrames.length >= Math.max(ENOUGH_KEY_FRAMES, 2 * count)
  const candidates = areEnough ? keyFrames : await lookAround(inputPath, { keyFramesOnly: false, ...means })
  if (candidates.length > 0) return candidates
  throw new MediaRefusal(
    'ResourceNotSupported',
    'No picture of the video can be decoded: it is damaged or empty.',
  )
}

/** Frames that are spread evenly over the video, each once. */
async function lookAround(
  inputPath: string,
  { keyFramesOnly, threads, report }: Means & { readonly keyFramesOnly: boolean },
): Promise<readonly Candidate[]> {
  using video = openVideoInput(inputPath)
  const found = new Map<number, Candidate>()
  let step = 0
  const onStep = (): void => report((step / CANDIDATES) * 90)
  using reader = new VideoReader(video, { keyFramesOnly, threads, onStep })
  using viewer = new FrameAnalyzer(video.turn)
  const endS = await reader.findEnd()
  for (; step < CANDIDATES; step++) {
    // The middles of equal parts: a video's very beginning and end are often black.
    await reader.goTo(((step + 0.5) * endS) / CANDIDATES)
    const { frame, timeS } = reader
    if (frame && !found.has(timeS)) found.set(timeS, { timeS, look: viewer.analyze(frame) })
  }
  return [...found.values()]
}
