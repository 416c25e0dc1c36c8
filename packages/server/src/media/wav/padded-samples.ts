import {
  AV_CODEC_ID_PCM_F24LE,
  AV_CODEC_ID_PCM_F32LE,
  AV_CODEC_ID_PCM_F64LE,
  AV_CODEC_ID_PCM_S16LE,
  AV_CODEC_ID_PCM_S24LE,
  AV_CODEC_ID_PCM_S32LE,
  AV_CODEC_ID_PCM_U8,
} from 'node-av/constants'
import { AV_SAMPLE_FMT_DBL, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S16, AV_SAMPLE_FMT_S32 } from 'node-av/constants'
import type { AVCodecID, AVSampleFormat } from 'node-av/constants'
import { Rational } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { MediaRefusal } from '../refusal.ts'
import { readWavFormat, sampleBytes, type WavFormat } from './wav-format.ts'

const PCM = 1
const FLOAT = 3

interface Reading {
  readonly codec: AVCodecID
  /** Of what its decoder makes. */
  readonly format: AVSampleFormat
}

/** FFmpeg's codecs of whole numbers and of floats, by the bytes of a container. */
const WHOLE = new Map<number, Reading>([
  [2, { codec: AV_CODEC_ID_PCM_S16LE, format: AV_SAMPLE_FMT_S16 }],
  [3, { codec: AV_CODEC_ID_PCM_S24LE, format: AV_SAMPLE_FMT_S32 }],
  [4, { codec: AV_CODEC_ID_PCM_S32LE, format: AV_SAMPLE_FMT_S32 }],
])
const FLOATS = new Map<number, Reading>([
  [4, { codec: AV_CODEC_ID_PCM_F32LE, format: AV_SAMPLE_FMT_FLT }],
  [8, { codec: AV_CODEC_ID_PCM_F64LE, format: AV_SAMPLE_FMT_DBL }],
])

/** The bytes that FFmpeg takes a sample of these codecs to have, from which it reckons times. */
const TAKEN_BYTES = new Map<AVCodecID, number>([
  [AV_CODEC_ID_PCM_U8, 1],
  [AV_CODEC_ID_PCM_S16LE, 2],
  [AV_CODEC_ID_PCM_S24LE, 3],
  [AV_CODEC_ID_PCM_F24LE, 4],
  [AV_CODEC_ID_PCM_S32LE, 4],
])

/**
 * Has a WAVE file's samples read by the size of their containers: FFmpeg uses the bits that count, and reads noise
 * where 24 of them are in 32. Returns by how much shorter the file is than FFmpeg takes it to be, 1: it is right.
 * @throws {MediaRefusal} when it can't be told where in its container a sample is.
 */
export function readByContainer(path: string, stream: Stream): number {
  const format = readWavFormat(path)
  const reading = format && readingOf(format, path)
  if (!format || !reading) return 1
  const { num, den } = stream.timeBase
  const taken = TAKEN_BYTES.get(stream.codecpar.codecId)
  if (reading.codec !== stream.codecpar.codecId) {
    stream.codecpar.codecId = reading.codec
    stream.codecpar.format = reading.format
    stream.codecpar.bitsPerCodedSample = format.containerBytes * 8
  }
  if (taken === undefined) return 1
  const shorter = Math.ceil(format.bits / 8) / format.containerBytes
  const seconds = (Number(stream.duration) * num * shorter) / den
  stream.timeBase = new Rational(taken, format.containerBytes * format.sampleRate)
  stream.duration = BigInt(Math.round((seconds * format.containerBytes * format.sampleRate) / taken))
  return shorter
}

/** Returns undefined where FFmpeg is right. */
function readingOf(format: WavFormat, path: string): Reading | undefined {
  const { tag, bits, containerBytes, isExtensible } = format
  if (tag === FLOAT) return bits === containerBytes * 8 ? undefined : FLOATS.get(containerBytes)
  const isPadded = Math.ceil(bits / 8) < containerBytes
  const reading = WHOLE.get(containerBytes)
  if (tag !== PCM || bits === 0 || !isPadded || !reading) return undefined
  const { whole, floats } = samplesOf(format, path)
  // A sound card of its own kind: whole numbers of 24 bits, as floats.
  if (!isExtensible && bits === 24 && containerBytes === 4 && floats.every(isWholeFloat))
    return { codec: AV_CODEC_ID_PCM_F24LE, format: AV_SAMPLE_FMT_FLT }
  const step = 2 ** (containerBytes * 8 - bits)
  const limit = 2 ** (bits - 1)
  const isLeft = whole.every((sample) => sample % step === 0)
  const isRight = !isLeft && whole.every((sample) => sample >= -limit && sample < limit)
  // The extension has the samples at the high end; what lies below them then is their finer part.
  if (isLeft || (isExtensible && !isRight)) return reading
  const where = isRight ? 'at the low end of' : 'somewhere in'
  throw new MediaRefusal(
    'ResourceNotSupported',
    `The samples of the input have ${bits} bits ${where} containers of ${containerBytes * 8}; only those at the high end are read.`,
  )
}

function samplesOf(
  format: WavFormat,
  path: string,
): { readonly whole: readonly number[]; readonly floats: readonly number[] } {
  const bytes = sampleBytes(path, format)
  const { containerBytes } = format
  const count = Math.floor(bytes.length / containerBytes)
  const whole = Array.from({ length: count }, (_, n) => bytes.readIntLE(n * containerBytes, containerBytes))
  const floats = containerBytes === 4 ? whole.map((_, n) => bytes.readFloatLE(n * 4)) : []
  return { whole, floats }
}

function isWholeFloat(value: number): boolean {
  return value === 0 || (Math.abs(value) >= 0.5 && Math.abs(value) <= 2 ** 24)
}
