import type { Sharp } from 'sharp'
import { MediaRefusal } from '../../media/refusal.ts'
import type { PictureFormat, Quality } from './rule.ts'

const DEFAULT_QUALITY = { jpeg: 80, webp: 80, avif: 50, tiff: 80 } as const
const WHITE = '#ffffff'

export interface Encoding {
  readonly format: PictureFormat
  readonly quality: Quality | undefined
  readonly interlace: boolean
  /** 1–100, where it is known. */
  readonly originalQuality: number | undefined
}

/** Throws a MediaRefusal for a quality that is relative to one that is not known. */
export function encodePicture(image: Sharp, encoding: Encoding): Sharp {
  const { format, interlace } = encoding
  switch (format) {
    case 'jpeg':
      return image
        .flatten({ background: WHITE })
        .jpeg({ quality: chooseQuality(format, encoding), progressive: interlace })
    case 'png':
      return image.png({ progressive: interlace })
    case 'webp':
      return image.webp({ quality: chooseQuality(format, encoding) })
    case 'gif':
      return image.gif()
    case 'avif':
      return image.avif({ quality: chooseQuality(format, encoding) })
    case 'tiff':
      return image.tiff({ quality: chooseQuality(format, encoding), compression: 'deflate' })
  }
}

/** The original's counts where the output is of its kind: qualities of different encoders do not compare. */
function chooseQuality(
  format: keyof typeof DEFAULT_QUALITY,
  { quality, originalQuality }: Pick<Encoding, 'quality' | 'originalQuality'>,
): number {
  const original = format === 'jpeg' ? originalQuality : undefined
  if (!quality) return original ?? DEFAULT_QUALITY[format]
  const { kind, value } = quality
  switch (kind) {
    case 'forced':
      return atLeastOne(value)
    case 'absolute':
      return atLeastOne(Math.min(value, original ?? value))
    case 'lowest':
      return atLeastOne(Math.max(value, original ?? value))
    case 'relative':
      if (original !== undefined) return atLeastOne(Math.round((original * value) / 100))
      throw new MediaRefusal(
        'ResourceNotSupported',
        'rquality is relative to the quality of the original, which is known only from JPEG to JPEG.',
      )
  }
}

function atLeastOne(quality: number): number {
  return Math.max(1, quality)
}
