import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { convert } from '../../media/convert/convert.ts'
import { probeFile } from '../../media/probe.ts'
import type { Probe } from '../../media/probe-shape.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { containerOf } from './containers.ts'
import { TranscodeFiles, type ImageFile } from './files.ts'
import { Params } from './params.ts'
import { PART_STEM, planTranscode } from './plan.ts'
import type { Result } from './result.ts'

/** Pixels of a side of a watermark's image. */
const MAX_IMAGE_SIDE = 8_192

const Input = z.strictObject({
  params: Params,
  inputPath: z.string().min(1),
  outputPath: z.string().min(1),
  files: TranscodeFiles,
  maxDurationS: z.number().positive(),
})

/**
 * Transcodes a file, and says what is in the output.
 * @throws {MediaRefusal} when the input, an image or a sound beside it is at fault.
 */
export async function run(
  input: unknown,
  report: (percent: number) => void,
  threads: number,
): Promise<Result> {
  const { params, ...options } = Input.parse(input)
  const source = probeFile(options.inputPath)
  const images = options.files.images.map((image) => (image === null ? null : checkImage(image)))
  for (const mix of options.files.mixes) checkMix(mix)
  const conversion = planTranscode(params, source, {
    ...options,
    files: { ...options.files, images },
    threads,
  })
  const { durationS } = await convert(conversion, report)
  const probe = probeOutput(params, options.outputPath, durationS)
  return { ...(probe && { probe }) }
}

function checkImage(file: string): ImageFile {
  const { format, streams } = named('Watermark.Image.Url', () => probeFile(file))
  const picture = streams.find((stream) => stream.type === 'video')
  if (!picture)
    throw new MediaRefusal('ResourceNotSupported', 'What Watermark.Image.Url names is not an image.')
  if (picture.width <= MAX_IMAGE_SIDE && picture.height <= MAX_IMAGE_SIDE) {
    const [demuxer = format.name] = format.name.split(',')
    return { path: file, demuxer }
  }
  throw new MediaRefusal(
    'ResourceNotSupported',
    `The image of Watermark.Image.Url is larger than ${MAX_IMAGE_SIDE} pixels.`,
  )
}

function checkMix(file: string): void {
  const { streams } = named('AudioMix.AudioSource', () => probeFile(file))
  if (streams.some(({ type }) => type === 'audio')) return
  throw new MediaRefusal('ResourceNotSupported', 'What AudioMix.AudioSource names has no audio stream.')
}

/** A refusal of another file than the input says which. */
function named<T>(element: string, probe: () => T): T {
  try {
    return probe()
  } catch (error) {
    if (!(error instanceof MediaRefusal)) throw error
    throw new MediaRefusal(error.code, `${element}: ${error.message.replace('The input', 'The object')}`)
  }
}

/** A playlist is described by its first segment, with the length and the size of all. */
function probeOutput({ settings }: Params, outputPath: string, durationS: number): Probe | undefined {
  const { isPlaylist } = containerOf(settings.container.Format)
  if (isPlaylist !== true) return probeFile(outputPath)
  if (settings.container.Format !== 'hls') return undefined
  const directory = path.dirname(outputPath)
  const parts = readdirSync(directory)
    .filter((name) => name.startsWith(PART_STEM))
    .toSorted()
    .map((name) => path.join(directory, name))
  const [first] = parts
  if (first === undefined) return undefined
  const { format, streams } = probeFile(first)
  const bytes = parts.reduce((sum, part) => sum + statSync(part).size, 0)
  const whole = { durationS, startTimeS: 0 }
  return {
    format: { ...format, ...whole, bytes, bitRate: (bytes * 8) / durationS },
    streams: streams.map((stream) => (stream.type === 'other' ? stream : { ...stream, ...whole })),
  }
}
