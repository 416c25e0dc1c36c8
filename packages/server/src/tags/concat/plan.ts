import type { CopyOrder, Fragment as JoinFragment, JoinOrder } from '../../media/join/join-order.ts'
import { codecOf } from './check-params.ts'
import { isSoundOnly, type Fragment, type Params } from './params.ts'

export interface PlanOptions {
  readonly fragments: readonly JoinFragment[]
  readonly outputPath: string
  /** Seconds; a longer whole is rejected. */
  readonly maxDurationS: number
}

/** FFmpeg's names; a playlist's pieces are cut from one transport stream. */
const MUXERS = {
  mp4: 'mp4',
  flv: 'flv',
  hls: 'mpegts',
  ts: 'mpegts',
  mp3: 'mp3',
  aac: 'adts',
} as const satisfies Record<Params['format'], string>

const ENCODERS = { aac: 'aac', mp3: 'libmp3lame' } as const
/** What the documentation says is used when neither Crf nor Bitrate is given. */
const USUAL_CRF = '25'
/** Seconds of a playlist's piece, which begins with a key frame. */
export const PIECE_S = 5

/** What to do to get what was asked for. */
export function joinPlan(params: Params, { fragments, ...common }: PlanOptions): JoinOrder {
  const { format, audio, video } = params
  const removesVideo = isSoundOnly(format) || video.remove === 'true'
  return {
    ...common,
    fragments: [...fragments],
    muxer: MUXERS[format],
    // The index in front: a player can begin before the whole file is there.
    muxerOptions: format === 'mp4' ? { movflags: '+faststart' } : {},
    video: removesVideo ? null : videoPlan(params),
    audio:
      audio.remove === 'true'
        ? null
        : {
            encoder: ENCODERS[audio.codec ?? codecOf(format)],
            options: audio.bitrate === undefined ? {} : { b: bits(audio.bitrate) },
            ...(audio.sampleRate !== undefined && { sampleRate: Number(audio.sampleRate) }),
            ...(audio.channels !== undefined && { channels: Number(audio.channels) }),
          },
  }
}

export function copyPlan({ format, audio, video }: Params, { fragments, ...common }: PlanOptions): CopyOrder {
  return {
    ...common,
    fragments: [...fragments],
    container: format === 'hls' ? 'ts' : format,
    video: !isSoundOnly(format) && video.remove !== 'true',
    audio: audio.remove !== 'true',
  }
}

function videoPlan({ format, video }: Params): NonNullable<JoinOrder['video']> {
  const { bitrate, crf, width, height, fps, rotate, profile, gop, preset, bufsize, maxrate } = video
  const quality: Record<string, string> =
    crf === undefined && bitrate !== undefined ? { b: bits(bitrate) } : { crf: crf ?? USUAL_CRF }
  return {
    encoder: 'libx264',
    options: {
      ...quality,
      ...(preset !== undefined && { preset }),
      ...(profile !== undefined && profile !== 'auto' && { profile }),
      ...(gop !== undefined && { g: gop }),
      // A bound holds for the buffer that it is given, twice as much unless said.
      ...(maxrate !== undefined && {
        maxrate: bits(maxrate),
        bufsize: bits(bufsize ?? String(Number(maxrate) * 2)),
      }),
    },
    ...(width !== undefined && { width: Number(width) }),
    ...(height !== undefined && { height: Number(height) }),
    ...(fps !== undefined && { frameRate: Number(fps) }),
    ...(rotate !== undefined && { rotate: Number(rotate) }),
    ...(format === 'hls' && { keyFrameEveryS: PIECE_S }),
  }
}

/** What is taken of a fragment, seconds. */
export function windowOf({ startTime, endTime, duration }: Fragment): Omit<JoinFragment, 'path'> {
  const startS = Number(startTime ?? 0)
  const durationS =
    endTime !== undefined ? Number(endTime) - startS : duration !== undefined ? Number(duration) : undefined
  return { startS, ...(durationS !== undefined && { durationS }) }
}

/** From kbit/s, as in requests, to bit/s. */
function bits(kilobits: string): string {
  return String(Math.round(Number(kilobits) * 1_000))
}
