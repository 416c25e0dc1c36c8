import { closeSync, fstatSync, openSync } from 'node:fs'
import { readAt } from '../read-at.ts'

/** How a WAVE file keeps its samples, by its chunk `fmt `. */
export interface WavFormat {
  /** The number of the format, that of the extension if there is one: 1 is PCM, 3 float. */
  readonly tag: number
  /** Whether it has the extension, which defines where samples are in their containers. */
  readonly isExtensible: boolean
  readonly channels: number
  /** Hz */
  readonly sampleRate: number
  /** Bytes of a sample with its padding. */
  readonly containerBytes: number
  /** Bits of a sample without its padding, as far as the header says it. */
  readonly bits: number
  /** The position of the first sample in the file. */
  readonly dataAt: number
}

const EXTENSIBLE = 0xfffe
/** Chunks before the samples: a recorder writes a handful. */
const MOST_CHUNKS = 100
const ID3_HEADER = 10

/** Returns undefined for what is no WAVE file, or has no samples in whole bytes. */
export function readWavFormat(path: string): WavFormat | undefined {
  const file = openSync(path, 'r')
  try {
    const read = (length: number, at: number): Buffer => readAt(file, length, at)
    const start = skipId3(read)
    const head = read(12, start)
    if (!/^(RIFF|RF64|BW64)....WAVE$/s.test(head.toString('latin1'))) return undefined
    return readChunks(read, start + 12)
  } finally {
    closeSync(file)
  }
}

/** Returns the length of a tag of ID3 before the file, which FFmpeg does not expect before WAVE; 0: none. */
export function id3Bytes(path: string): number {
  const file = openSync(path, 'r')
  try {
    return skipId3((length, at) => readAt(file, length, at))
  } finally {
    closeSync(file)
  }
}

/** Places in a file that are looked at, and the bytes of one look. */
const LOOKS = 8
const LOOK_BYTES = 48 * 1_024

/** Returns samples from several places of the file, in whole containers. */
export function sampleBytes(path: string, { dataAt, channels, containerBytes }: WavFormat): Buffer {
  const file = openSync(path, 'r')
  try {
    const block = channels * containerBytes
    const blocks = Math.max(Math.floor((fstatSync(file).size - dataAt) / block), 0)
    const looks = Array.from({ length: LOOKS }, (_, n) => {
      const bytes = readAt(file, LOOK_BYTES, dataAt + Math.floor((blocks * n) / LOOKS) * block)
      return bytes.subarray(0, bytes.length - (bytes.length % block))
    })
    return Buffer.concat(looks)
  } finally {
    closeSync(file)
  }
}

type Read = (length: number, at: number) => Buffer

/** Programs for music put a tag before the file, whose length is four times seven bits. */
function skipId3(read: Read): number {
  const head = read(ID3_HEADER, 0)
  if (head.length < ID3_HEADER || head.toString('latin1', 0, 3) !== 'ID3') return 0
  return ID3_HEADER + head.subarray(6).reduce((size, byte) => size * 128 + (byte & 0x7f), 0)
}

function readChunks(read: Read, from: number): WavFormat | undefined {
  let format: Omit<WavFormat, 'dataAt'> | undefined
  let at = from
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const head = read(8, at)
    if (head.length < 8) return undefined
    const name = head.toString('latin1', 0, 4)
    const size = head.readUInt32LE(4)
    if (name === 'data') return format && { ...format, dataAt: at + 8 }
    if (name === 'fmt ') format = parseFormat(read(Math.min(size, 40), at + 8))
    at += 8 + size + (size % 2)
  }
  return undefined
}

function parseFormat(chunk: Buffer): Omit<WavFormat, 'dataAt'> | undefined {
  if (chunk.length < 16) return undefined
  const isExtensible = chunk.readUInt16LE(0) === EXTENSIBLE && chunk.length >= 40
  const channels = chunk.readUInt16LE(2)
  const containerBytes = chunk.readUInt16LE(12) / channels
  if (!Number.isInteger(containerBytes) || containerBytes === 0) return undefined
  const coded = chunk.readUInt16LE(14)
  const valid = isExtensible ? chunk.readUInt16LE(18) : 0
  return {
    tag: chunk.readUInt16LE(isExtensible ? 24 : 0),
    isExtensible,
    channels,
    sampleRate: chunk.readUInt32LE(4),
    containerBytes,
    bits: valid === 0 ? coded : valid,
  }
}
