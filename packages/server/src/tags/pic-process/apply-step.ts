import type { Sharp } from 'sharp'
import { MediaRefusal } from '../../media/refusal.ts'
import { checkPixels, decode, type OpenPicture } from './picture-file.ts'
import type { Step } from './rule.ts'
import { thumbnailSize, type Size } from './thumbnail.ts'

/** Pixels; the protocol's own limit for a side of what a rule makes. */
const MAX_RESULT_SIDE = 9_999
/** What the library takes. */
const MIN_SIGMA = 0.3
const MIN_AMPLITUDE = 0.001

/** The size of what a step makes of a picture; turning one by EXIF swaps its sides at most. */
export function stepSize(step: Step, size: Size): Size {
  switch (step.name) {
    case 'thumbnail':
      return thumbnailSize(step.thumbnail, size)
    case 'crop':
      return { width: step.width ?? size.width, height: step.height ?? size.height }
    case 'cut':
      return {
        width: Math.min(step.width, size.width - step.left),
        height: Math.min(step.height, size.height - step.top),
      }
    case 'rotate': {
      const angle = (step.degrees / 180) * Math.PI
      const [across, down] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
      return {
        width: Math.round(size.width * across + size.height * down),
        height: Math.round(size.width * down + size.height * across),
      }
    }
    case 'auto-orient':
    case 'flip':
    case 'blur':
    case 'sharpen':
    case 'bright':
    case 'contrast':
    case 'grayscale':
      return size
  }
}

/** A picture on which one step is done. Throws a MediaRefusal for a size that it can't get. */
export function applyStep(step: Step, picture: OpenPicture): Sharp {
  const { size, metadata, frames } = picture
  const image = decode(picture)
  const made = stepSize(step, size)
  checkPixels('The result', made, frames)
  switch (step.name) {
    case 'thumbnail': {
      if (Math.max(made.width, made.height) <= MAX_RESULT_SIDE) return image.resize({ ...made, fit: 'fill' })
      throw invalid(`thumbnail would be ${shown(made)}; at most ${MAX_RESULT_SIDE} pixels a side are made`)
    }
    case 'crop': {
      if (made.width <= size.width && made.height <= size.height)
        return image.resize({ ...made, fit: 'cover', position: step.gravity })
      throw invalid(`crop to ${shown(made)} is larger than the picture, which is ${shown(size)}`)
    }
    case 'cut': {
      const { left, top } = step
      if (made.width > 0 && made.height > 0) return image.extract({ left, top, ...made })
      throw invalid(`cut at ${left}x${top} lies outside of the picture, which is ${shown(size)}`)
    }
    case 'auto-orient':
      return image.autoOrient()
    case 'rotate':
      return image.rotate(step.degrees % 360, {
        background: { r: 255, g: 255, b: 255, alpha: metadata.hasAlpha ? 0 : 1 },
      })
    case 'flip':
      return step.along === 'vertical' ? image.flip() : image.flop()
    case 'blur': {
      // The radius is how far the Gaussian reaches: below its height there, nothing is counted.
      const reach = Math.exp(-(step.radius ** 2) / (2 * step.sigma ** 2))
      const minAmplitude = Math.min(Math.max(reach, MIN_AMPLITUDE), 1)
      return image.blur({ sigma: Math.max(step.sigma, MIN_SIGMA), minAmplitude })
    }
    case 'sharpen': {
      // An unsharp mask of that many percent, flat areas and edges alike.
      const slope = step.amount / 100
      return image.sharpen({ sigma: 1, m1: slope, m2: slope, y2: 50, y3: 50 })
    }
    case 'bright':
      return image.linear(1 + step.percent / 100, 0)
    case 'contrast': {
      const slope = 1 + step.percent / 100
      return image.linear(slope, 128 * (1 - slope))
    }
    case 'grayscale':
      return image.grayscale()
  }
}

function shown({ width, height }: Size): string {
  return `${width}x${height}`
}

function invalid(what: string): MediaRefusal {
  return new MediaRefusal('InvalidArgument', `ProcessRule: ${what}.`)
}
