import type { Thumbnail } from './thumbnail.ts'

export const GRAVITIES = [
  'northwest',
  'north',
  'northeast',
  'west',
  'center',
  'east',
  'southwest',
  'south',
  'southeast',
] as const
export type Gravity = (typeof GRAVITIES)[number]

export const PICTURE_FORMATS = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const
export type PictureFormat = (typeof PICTURE_FORMATS)[number]

/** What is done to the pixels, in the order in which it was written. */
export type Step =
  | { readonly name: 'thumbnail'; readonly thumbnail: Thumbnail }
  /** Scaled until it covers the box, and cut to it. */
  | {
      readonly name: 'crop'
      readonly width?: number
      readonly height?: number
      readonly gravity: Gravity
    }
  | {
      readonly name: 'cut'
      readonly width: number
      readonly height: number
      readonly left: number
      readonly top: number
    }
  | { readonly name: 'auto-orient' }
  /** Clockwise, 0–360 */
  | { readonly name: 'rotate'; readonly degrees: number }
  | { readonly name: 'flip'; readonly along: 'vertical' | 'horizontal' }
  /** Pixels. */
  | { readonly name: 'blur'; readonly radius: number; readonly sigma: number }
  /** 10–300 */
  | { readonly name: 'sharpen'; readonly amount: number }
  /** −100–100 */
  | { readonly name: 'bright'; readonly percent: number }
  | { readonly name: 'contrast'; readonly percent: number }
  | { readonly name: 'grayscale' }

/** 0–100. `absolute`: at most the original's; `forced`: whatever that is; `relative`: percent of it; `lowest`: at least. */
export interface Quality {
  readonly kind: 'absolute' | 'forced' | 'relative' | 'lowest'
  readonly value: number
}

export interface ProcessRule {
  readonly steps: readonly Step[]
  /** Of the original unless given. */
  readonly format?: PictureFormat
  readonly quality?: Quality
  readonly interlace: boolean
  /** Whether EXIF, colour profile and the like are dropped. */
  readonly strip: boolean
}
