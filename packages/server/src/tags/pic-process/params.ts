import { z } from 'zod'
import { PICTURE_FORMATS } from './rule.ts'

/** The PicProcess block as it was sent. */
export const Params = z.object({
  isPicInfo: z.enum(['true', 'false']).exactOptional(),
  processRule: z.string(),
})
export type Params = z.infer<typeof Params>

/** What was measured of a picture. */
export const Picture = z.object({
  /** `JPEG`, in capitals as the protocol has them. */
  format: z.string(),
  /** Pixels. */
  width: z.int(),
  height: z.int(),
  /** 1–100; of JPEG alone, as the others do not tell. */
  quality: z.int().exactOptional(),
})
export type Picture = z.infer<typeof Picture>

export const Original = Picture.extend({
  /** The mean colour, `0xc64847`. */
  average: z.string(),
  /** Of EXIF, 1–8; 0 where nothing is said. */
  orientation: z.int(),
})
export type Original = z.infer<typeof Original>

export const Result = z.object({
  original: Original.extend({
    /** Without quotes; absent when the object was replaced meanwhile. */
    etag: z.string().exactOptional(),
  }).exactOptional(),
  processed: Picture,
})
export type Result = z.infer<typeof Result>

/** What a child hands to the service. */
export const Processed = Result.extend({
  /** Below the directory. */
  file: z.string(),
  format: z.enum(PICTURE_FORMATS),
})
export type Processed = z.infer<typeof Processed>
