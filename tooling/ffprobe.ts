import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const stream = z.object({
  index: z.int(),
  codec_type: z.string(),
  codec_name: z.string().optional(),
  profile: z.string().optional(),
  pix_fmt: z.string().optional(),
  color_space: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  sample_aspect_ratio: z.string().optional(),
  sample_rate: z.coerce.number().optional(),
  channels: z.int().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  duration: z.coerce.number().optional(),
  bit_rate: z.coerce.number().optional(),
  /** Counted by decoding. */
  nb_read_frames: z.coerce.number().optional(),
})
const report = z.object({
  streams: z.array(stream),
  format: z.object({
    format_name: z.string(),
    duration: z.coerce.number().optional(),
    size: z.coerce.number().optional(),
    bit_rate: z.coerce.number().optional(),
  }),
})
export type FfprobeReport = z.infer<typeof report>

/** What the system's ffprobe says of a file, all frames of it decoded to count them. Rejects for what it can't read. */
export async function ffprobe(file: string, { counts = true } = {}): Promise<FfprobeReport> {
  const show = ['-show_streams', '-show_format', '-of', 'json', file]
  const argv = ['-v', 'error', ...(counts ? ['-count_frames'] : []), ...show]
  const { stdout } = await promisify(execFile)('ffprobe', argv, { maxBuffer: 64 * 1024 * 1024 })
  return report.parse(JSON.parse(stdout))
}

/** Runs the system's ffmpeg, such as to make a clip: `ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=3', file])`. */
export async function ffmpeg(argv: readonly string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...argv], {
    maxBuffer: 64 * 1024 * 1024,
  })
}
