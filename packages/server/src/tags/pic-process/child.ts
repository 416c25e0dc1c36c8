import path from 'node:path'
import type { Sharp } from 'sharp'
import { z } from 'zod'
import { MediaRefusal } from '../../media/refusal.ts'
import { applyStep, stepSize } from './apply-step.ts'
import { encodePicture } from './encode-picture.ts'
import type { Processed } from './params.ts'
import {
  confineLibrary,
  decode,
  describeOriginal,
  describePicture,
  openPicture,
  type OpenPicture,
} from './picture-file.ts'
import { parseProcessRule } from './process-rule.ts'
import type { PictureFormat, ProcessRule, Step } from './rule.ts'
import type { Size } from './thumbnail.ts'

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  directory: z.string().min(1),
  rule: z.string(),
  describesOriginal: z.boolean(),
})

/** AVIF takes its time and memory: a minute for as many on a slow processor. */
const MAX_AVIF_PIXELS = 16_000_000
/** What is done frame by frame. */
const STEPS_OF_ANIMATIONS: readonly Step['name'][] = ['thumbnail', 'crop', 'cut']

confineLibrary()

/**
 * Does to a picture what a rule says.
 * @throws {MediaRefusal} when the input is no picture, too large, or can't be done that to.
 */
export async function run(input: unknown, report: (percent: number) => void): Promise<Processed> {
  const { inputPath, directory, rule: text, describesOriginal } = inputSchema.parse(input)
  const rule = parseProcessRule('ProcessRule', text)
  const original = await openPicture(inputPath)
  const { format = original.format } = rule
  try {
    const described = describesOriginal ? await describeOriginal(original) : undefined
    const file = `output.${format}`
    await process(original, { rule, directory, output: path.join(directory, file), report })
    const processed = await describePicture(await openPicture(path.join(directory, file)))
    return { file, format, processed, ...(described && { original: described }) }
  } catch (error) {
    throw error instanceof MediaRefusal ? error : asRefusal(error)
  }
}

interface Processing {
  readonly rule: ProcessRule
  readonly directory: string
  readonly output: string
  readonly report: (percent: number) => void
}

/**
 * The library orders the operations of one call by itself. So each step but the last is written to a file, without loss
 * and with all metadata.
 */
async function process(
  original: OpenPicture,
  { rule, directory, output, report }: Processing,
): Promise<void> {
  const { format = original.format, steps } = rule
  let picture = isAnimation(format) ? original : { ...original, frames: 1 }
  if (picture.frames > 1) rejectForAnimation(steps)
  for (const [index, step] of steps.slice(0, -1).entries()) {
    const file = path.join(directory, `step-${index}.png`)
    const image = withMetadata(applyStep(step, picture), original, rule)
    await image.png({ compressionLevel: 0, adaptiveFiltering: false }).toFile(file)
    picture = await openPicture(file)
    report(((index + 1) / steps.length) * 100)
  }
  const last = steps.at(-1)
  if (format === 'avif') checkAvif(last ? stepSize(last, picture.size) : picture.size)
  const image = withMetadata(last ? applyStep(last, picture) : decode(picture), original, rule)
  const { quality: originalQuality } = await describePicture(original)
  await encodePicture(image, { ...rule, format, quality: rule.quality, originalQuality }).toFile(output)
}

function isAnimation(format: PictureFormat): boolean {
  return format === 'gif' || format === 'webp'
}

function rejectForAnimation(steps: readonly Step[]): void {
  const allDone = steps.every(({ name }) => STEPS_OF_ANIMATIONS.includes(name))
  if (allDone && steps.length <= 1) return
  throw new MediaRefusal(
    'ResourceNotSupported',
    `To a picture that moves, one ${STEPS_OF_ANIMATIONS.join(' or ')} can be done; format/jpg and format/png take its first frame.`,
  )
}

function checkAvif({ width, height }: Size): void {
  if (width * height <= MAX_AVIF_PIXELS) return
  const message = `The AVIF picture would have ${width * height} pixels; at most ${MAX_AVIF_PIXELS} are encoded.`
  throw new MediaRefusal('ResourceNotSupported', message)
}

/** A profile is of no use to pixels that are not of its kind any more. */
function withMetadata(image: Sharp, original: OpenPicture, rule: ProcessRule): Sharp {
  if (rule.strip) return image
  const changesKind =
    original.metadata.space === 'cmyk' || rule.steps.some(({ name }) => name === 'grayscale')
  return changesKind ? image.keepExif() : image.keepMetadata()
}

/**
 * The library reports errors only as messages, and they contain paths. A full disk is not the input's fault. The library
 * also says that a file could not be written when the input was truncated and there was nothing to write.
 */
function asRefusal(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (/no space left|disk quota|write error/i.test(message)) return error
  return new MediaRefusal('ResourceNotSupported', 'The picture is damaged, or can’t be processed so.')
}
