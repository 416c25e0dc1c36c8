import { Codec, getFFmpegInfo, InputFormat, OutputFormat } from 'node-av/lib'
import { z } from 'zod'
import { ENCODERS } from './encode.ts'

const inputSchema = z.strictObject({ demuxers: z.array(z.string()), decoders: z.array(z.string()) })

export interface CodecsOutput {
  /** FFmpeg's version. */
  readonly version: string
  readonly encoders: string[]
  /** What this FFmpeg lacks, such as `the encoder aac`. */
  readonly missing: string[]
}

/** Searches this child's FFmpeg for the codecs of every output format, and for the given ones. */
export function run(input: unknown): CodecsOutput {
  const { demuxers, decoders } = inputSchema.parse(input)
  const outputs = Object.values(ENCODERS)
  const there = Codec.getCodecList()
  const decoding = new Set(there.filter((codec) => codec.isDecoder()).map(({ name }) => name))
  return {
    version: getFFmpegInfo().version,
    encoders: outputs.map(({ codec }) => codec),
    missing: [
      ...outputs
        .filter(({ codec }) => !Codec.findEncoderByName(codec))
        .map(({ codec }) => `the encoder ${codec}`),
      ...outputs
        .filter(({ muxer }) => !OutputFormat.guessFormat(muxer, null, null))
        .map(({ muxer }) => `the muxer ${muxer}`),
      ...decoders.filter((name) => !decoding.has(name)).map((name) => `the decoder ${name}`),
      ...demuxers.filter((name) => !InputFormat.findInputFormat(name)).map((name) => `the demuxer ${name}`),
    ],
  }
}
