import { z } from 'zod'
import { PICTURE_FORMATS } from '../../media/pictures/picture-formats.ts'
import { PictureFiles } from '../../media/pictures/picture-file.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { SpriteFiles } from '../../media/pictures/sprite-files.ts'
import { openVideoInput } from '../../media/pictures/video-input.ts'
import { VideoReader } from '../../media/pictures/video-reader.ts'
import { darkShare, FrameAnalyzer } from '../../media/pictures/frame-features.ts'
import type { Taken } from './params.ts'
import { pick, type BlackRule } from './pick.ts'

const side = z.int().positive().exactOptional()
const wanted = z.object({ width: side, height: side })

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  directory: z.string().min(1),
  mode: z.enum(['Interval', 'Average', 'KeyFrame']),
  startS: z.number().min(0),
  /** Absent: every frame. */
  intervalS: z.number().positive().exactOptional(),
  count: z.int().min(1).max(10_000),
  /** Spreads the pictures where the video is too short for the interval. */
  fillsCount: z.boolean(),
  /** Leaves black frames out. */
  black: z.object({ share: z.number(), threshold: z.number() }).exactOptional(),
  pictures: z.object({ format: z.enum(PICTURE_FORMATS), wanted }).exactOptional(),
  sprite: z
    .object({
      cell: wanted.extend({ fit: z.enum(['inside', 'pad']).exactOptional() }),
      color: z.string().regex(/^\w+$/),
      layout: z.object({ columns: z.int(), lines: z.int(), margin: z.int(), padding: z.int() }),
    })
    .exactOptional(),
})
export type SnapshotOrder = z.infer<typeof inputSchema>

/**
 * Takes pictures of a video: `picture-0.jpg` and so on, and `sprite-0.jpg` and so on.
 * @throws {MediaRefusal} when there is no video, or nothing to take.
 */
export async function run(
  input: unknown,
  report: (percent: number) => void,
  threads: number,
): Promise<Taken> {
  const order = inputSchema.parse(input)
  const { directory, pictures, sprite } = order
  using video = openVideoInput(order.inputPath)
  const timesMs: number[] = []
  const onStep = (): void => report((timesMs.length / order.count) * 100)
  using reader = new VideoReader(video, { threads, onStep, keyFramesOnly: order.mode === 'KeyFrame' })
  const { turn } = video
  using viewer = new FrameAnalyzer(turn)
  using files = pictures && new PictureFiles({ directory, name: 'picture', turn, ...pictures })
  using sprites = sprite && new SpriteFiles({ directory, name: 'sprite', turn, ...sprite })
  for await (const frame of pick(reader, { ...order, isBlack: blackRule(order, viewer) })) {
    files?.write(frame)
    sprites?.add(frame)
    timesMs.push(Math.max(Math.round(reader.timeS * 1_000), 0))
    onStep()
  }
  sprites?.finish()
  if (timesMs.length === 0)
    throw nothingTaken(reader, order.startS > 0 && order.startS >= (await reader.findEnd()))
  return { timesMs, sprites: sprites?.count ?? 0 }
}

/** A short interval comes to the same frame many times. */
function blackRule({ black }: SnapshotOrder, viewer: FrameAnalyzer): BlackRule | undefined {
  if (!black) return undefined
  let lastLook: { readonly timeS: number; readonly isBlack: boolean } | undefined
  return (frame, timeS) => {
    if (lastLook?.timeS !== timeS) {
      lastLook = { timeS, isBlack: darkShare(viewer.analyze(frame), black.threshold) >= black.share }
    }
    return lastLook.isBlack
  }
}

function nothingTaken(reader: VideoReader, startsLate: boolean): MediaRefusal {
  if (startsLate) return new MediaRefusal('InvalidArgument', 'Start lies behind the end of the video.')
  return reader.decodedFrames === 0
    ? new MediaRefusal(
        'ResourceNotSupported',
        'No picture of the video can be decoded: it is damaged or empty.',
      )
    : new MediaRefusal('InvalidArgument', 'From Start on the video has no picture that may be taken.')
}
