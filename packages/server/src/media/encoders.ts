import {
  FF_ENCODER_AAC,
  FF_ENCODER_FLAC,
  FF_ENCODER_GIF,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBSVTAV1,
  FF_ENCODER_LIBVORBIS,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBVPX_VP9,
  FF_ENCODER_LIBWEBP_ANIM,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
  FF_ENCODER_PCM_S16LE,
  FF_ENCODER_PNG,
} from 'node-av/constants'
import { Codec } from 'node-av/lib'

/**
 * The encoders that conversions may use, by FFmpeg's name. `aac` is the native one: the build also has libfdk-aac,
 * whose licence does not allow redistribution.
 */
const ENCODERS = {
  libx264: FF_ENCODER_LIBX264,
  libx265: FF_ENCODER_LIBX265,
  libvpx: FF_ENCODER_LIBVPX_VP8,
  'libvpx-vp9': FF_ENCODER_LIBVPX_VP9,
  libsvtav1: FF_ENCODER_LIBSVTAV1,
  gif: FF_ENCODER_GIF,
  libwebp_anim: FF_ENCODER_LIBWEBP_ANIM,
  png: FF_ENCODER_PNG,
  aac: FF_ENCODER_AAC,
  libmp3lame: FF_ENCODER_LIBMP3LAME,
  flac: FF_ENCODER_FLAC,
  libopus: FF_ENCODER_LIBOPUS,
  libvorbis: FF_ENCODER_LIBVORBIS,
  pcm_s16le: FF_ENCODER_PCM_S16LE,
} as const

export const VIDEO_ENCODERS = [
  'libx264',
  'libx265',
  'libvpx',
  'libvpx-vp9',
  'libsvtav1',
  'gif',
  'libwebp_anim',
  'png',
] as const
export const AUDIO_ENCODERS = ['aac', 'libmp3lame', 'flac', 'libopus', 'libvorbis', 'pcm_s16le'] as const
export type EncoderName = keyof typeof ENCODERS

export function findEncoder(name: EncoderName): Codec {
  const codec = Codec.findEncoderByName(ENCODERS[name])
  if (!codec) throw new Error(`this FFmpeg has no encoder ${name}`)
  return codec
}
