import { z } from 'zod'
import { PictureFiles } from '../../media/pictures/picture-file.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { openVideoInput } from '../../media/pictures/video-input.ts'
import { VideoReader } from '../../media/pictures/video-reader.ts'

const side = z.int().positive().exactOptional()

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  directory: z.string().min(1),
  timeS: z.number().min(0),
  wanted: z.object({ width: side, height: side }),
  format: z.enum(['jpg', 'png']),
  /** Turns the picture upright, as the file asks for. */
  turns: z.boolean(),
  /** Takes the key frame before the time, which is faster. */
  keyFrame: z.boolean(),
})
export type StillOrder = z.infer<typeof inputSchema>

/**
 * Takes one picture of a video: `picture-0.jpg` or `.png`.
 * @throws {MediaRefusal} when there is no video, or no picture at that time.
 */
export async function run(input: unknown, report: (percent: number) => void, threads: number): Promise<null> {
  const { inputPath, directory, timeS, wanted, format, turns, keyFrame } = inputSchema.parse(input)
  using video = openVideoInput(inputPath)
  using reader = new VideoReader(video, { threads, onStep: () => report(50) })
  const endS = await reader.findEnd()
  if (timeS > endS) throw new MediaRefusal('InvalidArgument', `The video ends at ${endS.toFixed(3)} s.`)
  // Behind the time of the last frame that frame is still shown.
  await (keyFrame ? reader.goBackToKeyFrame(timeS) : reader.goTo(timeS))
  if (!reader.frame) {
    throw new MediaRefusal(
      'ResourceNotSupported',
      'No picture of the video can be decoded: it is damaged or empty.',
    )
  }
  using files = new PictureFiles({
    directory,
    name: 'picture',
    format,
    turn: turns ? video.turn : [],
    wanted,
  })
  files.write(reader.frame)
  return null
}
