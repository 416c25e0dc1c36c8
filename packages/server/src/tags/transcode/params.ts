import { z } from 'zod'
import { JobWatermark } from '../watermark-blocks/params.ts'
import {
  AudioBlock,
  ClipBlock,
  ContainerBlock,
  EffectBlock,
  EncryptBlock,
  MixBlock,
  RemoveWatermarkBlock,
  TimeBlock,
  TransConfigBlock,
  VideoBlock,
} from './blocks.ts'

const Mix = z.object({
  block: MixBlock,
  effect: EffectBlock.exactOptional(),
  /** Whether it came as one of AudioMixArray. */
  isOfArray: z.boolean(),
})
export type Mix = z.infer<typeof Mix>

/** What a Transcode block holds, in a job or in a template. */
export const Settings = z.object({
  container: ContainerBlock,
  clip: ClipBlock.exactOptional(),
  video: VideoBlock.exactOptional(),
  audio: AudioBlock.exactOptional(),
  time: TimeBlock.exactOptional(),
  config: TransConfigBlock.exactOptional(),
  hlsEncrypt: EncryptBlock.exactOptional(),
  dashEncrypt: EncryptBlock.exactOptional(),
  mixes: z.array(Mix),
})
export type Settings = z.infer<typeof Settings>

export const Params = z.object({
  settings: Settings,
  /** Keys of the objects that `settings.mixes` name, in their order. */
  mixKeys: z.array(z.string()),
  watermarks: z.array(JobWatermark),
  removeWatermark: RemoveWatermarkBlock.exactOptional(),
  /** What a playlist's segments are called by, when there are any; `*` ends it. */
  parts: z.object({ region: z.string(), bucket: z.string(), object: z.string() }).exactOptional(),
})
export type Params = z.infer<typeof Params>
