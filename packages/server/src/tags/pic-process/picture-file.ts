import sharp, { type Metadata, type Sharp } from 'sharp'
import { MediaRefusal } from '../../media/refusal.ts'
import { jpegQuality } from './jpeg-quality.ts'
import type { Original, Picture } from './params.ts'
import { PICTURE_FORMATS, type PictureFormat } from './rule.ts'
import type { Size } from './thumbnail.ts'

/** Of all frames together; a phone's camera makes up to 50 million. */
const MAX_PIXELS = 50_000_000
const MAX_FRAMES = 300
/** Of the picture that the mean colour is taken of. */
const SAMPLE_SIDE = 256

/** What is decoded: no format that can name other files, as SVG can, nor any that few use. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'] as const

/** For a process that is there for hostile pictures, which has one of many tasks. */
export function confineLibrary(): void {
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS.map((name) => `VipsForeignLoad${name}`) })
}

export interface OpenPicture {
  readonly path: string
  readonly metadata: Metadata
  readonly format: PictureFormat
  /** Of one frame, as it is stored. */
  readonly size: Size
  readonly frames: number
}

/** Reads the head of a picture. Throws a MediaRefusal for what is none, or has too many pixels. */
export async function openPicture(path: string): Promise<OpenPicture> {
  const metadata = await readMetadata(path)
  const name = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format
  const format = PICTURE_FORMATS.find((candidate) => candidate === name)
  if (!format)
    throw notSupported(`The input is a picture of the format ${name}, which is not processed here.`)
  // Only of what moves: a TIFF has pages, too.
  const frames = format === 'gif' || format === 'webp' ? (metadata.pages ?? 1) : 1
  const size = { width: metadata.width, height: metadata.pageHeight ?? metadata.height }
  if (frames > MAX_FRAMES)
    throw notSupported(`The input has ${frames} frames; at most ${MAX_FRAMES} are processed.`)
  checkPixels('The input', size, frames)
  return { path, metadata, format, size, frames }
}

/** Throws a MediaRefusal that names the limit. */
export function checkPixels(what: string, { width, height }: Size, frames = 1): void {
  const pixels = width * height * frames
  if (pixels > MAX_PIXELS)
    throw notSupported(`${what} has ${pixels} pixels; at most ${MAX_PIXELS} are processed.`)
}

/** The pixels of all frames. */
export function decode({ path, frames }: Pick<OpenPicture, 'path' | 'frames'>): Sharp {
  return sharp(path, { animated: frames > 1, limitInputPixels: MAX_PIXELS, failOn: 'error' })
}

export async function describePicture({ path, format, size }: OpenPicture): Promise<Picture> {
  const quality = format === 'jpeg' ? await jpegQuality(path) : undefined
  return { format: format.toUpperCase(), ...size, ...(quality !== undefined && { quality }) }
}

/** Of the first frame. */
export async function describeOriginal(picture: OpenPicture): Promise<Original> {
  const average = await meanColour(decode({ path: picture.path, frames: 1 }))
  return { ...(await describePicture(picture)), average, orientation: picture.metadata.orientation ?? 0 }
}

async function meanColour(image: Sharp): Promise<string> {
  const { channels } = await sharp(
    await image
      .resize(SAMPLE_SIDE, SAMPLE_SIDE, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .removeAlpha()
      .png({ compressionLevel: 0 })
      .toBuffer(),
  ).stats()
  const [red, green = red, blue = red] = channels.map(({ mean }) =>
    Math.round(mean).toString(16).padStart(2, '0'),
  )
  return `0x${red ?? ''}${green ?? ''}${blue ?? ''}`
}

async function readMetadata(path: string): Promise<Metadata> {
  try {
    return await sharp(path, { limitInputPixels: false }).metadata()
  } catch {
    throw new MediaRefusal('ResourceNotSupported', 'The input is no picture that can be read here.')
  }
}

function notSupported(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
