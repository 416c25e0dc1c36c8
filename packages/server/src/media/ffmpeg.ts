import { FFmpegError, Log, PosixError } from 'node-av/lib'
import { AVERROR_EOF, AV_CHANNEL_ORDER_NATIVE, AV_LOG_QUIET } from 'node-av/constants'

const EAGAIN = FFmpegError.AVERROR(PosixError.EAGAIN)
const ENOSPC = FFmpegError.AVERROR(PosixError.ENOSPC)

/** One channel, named front centre (FFmpeg's mask 4). */
export const MONO = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n } as const

/** Left and right (FFmpeg's mask 3). */
export const STEREO = { nbChannels: 2, order: AV_CHANNEL_ORDER_NATIVE, mask: 3n } as const

/** FFmpeg's own messages contain paths of this machine and are not logged: results have the reasons. */
export function quietFfmpeg(): void {
  Log.setLevel(AV_LOG_QUIET)
}

/** A failed FFmpeg call that is not the input's fault. `errno` keeps a full disk apart from the rest. */
class FfmpegFailure extends Error {
  override readonly name = 'FfmpegFailure'
  readonly code: 'ENOSPC' | 'FFMPEG'

  constructor(doing: string, status: number) {
    super(`${doing}: ${FFmpegError.strerror(status)}`)
    this.code = status === ENOSPC ? 'ENOSPC' : 'FFMPEG'
  }
}

/** Throws when an FFmpeg call returned an error. */
export function throwIfFailed(status: number, doing: string): void {
  if (status < 0) throw new FfmpegFailure(doing, status)
}

/** Returns true if a decoder or encoder has no output before it gets more input. */
export function needsMoreInput(status: number): boolean {
  return status === EAGAIN || status === AVERROR_EOF
}

/** The same memory as bytes, as FFmpeg's calls take it. */
export function asBytes(samples: Float32Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}
