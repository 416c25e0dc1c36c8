import type { Stream } from 'node-av/lib'
import { usualLayoutOf } from '../filters/channel-layouts.ts'
import { frameRateOf, type Described } from '../frame-shape.ts'
import type { JoinAudio, JoinVideo } from './join-order.ts'
import type { AudioShape, VideoShape } from './join-track.ts'

/** No film has a higher rate; a damaged header may. */
const HIGHEST_FRAME_RATE = 240
const USUAL_FRAME_RATE = '25'
const USUAL_SAMPLE_RATE = 44_100

/** Hz that the encoders support. */
const SAMPLE_RATES = {
  aac: [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000],
  libmp3lame: [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
} as const satisfies Record<JoinAudio['encoder'], readonly number[]>

const MOST_CHANNELS = { aac: 8, libmp3lame: 2 } as const satisfies Record<JoinAudio['encoder'], number>
/** Hz that mp3 has in a muxer's files, if not all of them. */
const MP3_RATES: Readonly<Record<string, readonly number[]>> = {
  flv: [22_050, 44_100],
  mp4: SAMPLE_RATES.libmp3lame.filter((rate) => rate >= 16_000),
}

/** The numbers of channels that the encoders support. */
const CHANNELS: ReadonlySet<number> = new Set([1, 2, 4, 5, 6, 8])
const USUAL_CHANNELS = 2

/** Returns the video format of the output: as requested, else that of `first` after it was rotated upright. */
export function videoShape(order: JoinVideo, first: Stream, isTurned: boolean): VideoShape {
  const { codecpar } = first
  const { num, den } = first.sampleAspectRatio
  const shown = Math.max(Math.trunc(num > 0 && den > 0 ? (codecpar.width * num) / den : codecpar.width), 2)
  const liesDown = isTurned !== (order.rotate === 90 || order.rotate === 270)
  const [ownWidth, ownHeight] = liesDown ? [codecpar.height, shown] : [shown, codecpar.height]
  const { width, height } = order
  return {
    kind: 'video',
    width: even(width ?? (height === undefined ? ownWidth : (height * ownWidth) / ownHeight)),
    height: even(height ?? (width === undefined ? ownHeight : (width * ownHeight) / ownWidth)),
    frameRate: order.frameRate === undefined ? rateOf(first) : String(order.frameRate),
  }
}

/** Returns the audio format of the output: as requested, else as near to that of `first` as the encoder can. */
export function audioShape(
  { encoder, sampleRate, channels }: JoinAudio,
  { first, muxer }: { readonly first: Described; readonly muxer: string },
): AudioShape {
  const rates = (encoder === 'libmp3lame' ? MP3_RATES[muxer] : undefined) ?? SAMPLE_RATES[encoder]
  const own = rates.find((rate) => rate === first.sampleRate)
  const count = Math.min(channels ?? first.channelLayout.nbChannels, MOST_CHANNELS[encoder])
  return {
    kind: 'audio',
    sampleRate: sampleRate ?? own ?? USUAL_SAMPLE_RATE,
    channelLayout: usualLayoutOf(CHANNELS.has(count) ? count : USUAL_CHANNELS, muxer),
    sampleFormat: 'fltp',
  }
}

function rateOf(stream: Stream): string {
  const rate = frameRateOf(stream)
  return rate && rate.num / rate.den <= HIGHEST_FRAME_RATE ? `${rate.num}/${rate.den}` : USUAL_FRAME_RATE
}

/** Chroma is half as wide and half as high. */
function even(pixels: number): number {
  return Math.max(Math.round(pixels / 2) * 2, 2)
}
