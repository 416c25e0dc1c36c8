import type { AVPixelFormat, AVSampleFormat } from 'node-av/constants'

type Format = AVPixelFormat | AVSampleFormat

/** Structures with either kind of format: the kind of the stream determines which one it is. */
export function asPixelFormat(format: Format): AVPixelFormat {
  if (isPixelFormat(format)) return format
  throw new Error('a pixel format is no number')
}

export function asSampleFormat(format: Format): AVSampleFormat {
  if (isSampleFormat(format)) return format
  throw new Error('a sample format is no number')
}

function isPixelFormat(format: Format): format is AVPixelFormat {
  return Number.isInteger(format)
}

function isSampleFormat(format: Format): format is AVSampleFormat {
  return Number.isInteger(format)
}
