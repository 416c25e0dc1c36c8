import { z } from 'zod'
import { REPLACEMENTS } from './block.ts'
import { LeftOut } from './left-out.ts'

/** The FileUncompressConfig block as it was sent. */
export const Params = z.object({
  prefix: z.string().exactOptional(),
  prefixReplaced: z.enum(REPLACEMENTS).exactOptional(),
})
export type Params = z.infer<typeof Params>

export const Result = z.object({ region: z.string(), bucket: z.string(), files: z.int() })
export type Result = z.infer<typeof Result>

const UnpackedFile = z.object({
  key: z.string(),
  /** Below the directory that was unpacked to: names of members never become paths of this machine. */
  file: z.string(),
})
export type UnpackedFile = z.infer<typeof UnpackedFile>

/** What a child hands to the service. */
export const Unpacked = z.object({ files: z.array(UnpackedFile), leftOut: LeftOut })
export type Unpacked = z.infer<typeof Unpacked>
