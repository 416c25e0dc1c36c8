import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAudioInput } from '../audio-input.ts'
import { AudioDecoder } from '../decode.ts'

const RATE = 16_000
/** A sine of a tenth of full scale. */
const LEVEL = 0.1 / Math.SQRT2

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-wav-'))
})

afterAll(() => rm(directory, { recursive: true }))

interface Kind {
  readonly tag: number
  /** Bits of the header, and those of the extension that count; none: there is no extension. */
  readonly coded: number
  readonly valid?: number
  readonly bytes: number
  readonly write: (sample: number) => Buffer
  readonly before?: Buffer
  readonly magic?: 'RIFF' | 'RF64'
}

/** Whole numbers of some bits at the high end of a container. */
const left =
  (bits: number, bytes: number) =>
  (sample: number): Buffer => {
    const container = Buffer.alloc(4)
    container.writeInt32LE(Math.round(sample * (2 ** (bits - 1) - 1)) * 2 ** (32 - bits))
    return container.subarray(4 - bytes)
  }

const right = (sample: number): Buffer => {
  const container = Buffer.alloc(4)
  container.writeInt32LE(Math.round(sample * (2 ** 23 - 1)))
  return container
}

const float =
  (scale: number) =>
  (sample: number): Buffer => {
    const container = Buffer.alloc(4)
    container.writeFloatLE(scale === 1 ? sample : Math.round(sample * scale))
    return container
  }

const ID3 = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x10', 'latin1'), Buffer.alloc(16)])

const KINDS = {
  '24 bits in 32': { tag: 1, coded: 32, valid: 24, bytes: 4, write: left(24, 4) },
  '20 bits in 32': { tag: 1, coded: 32, valid: 20, bytes: 4, write: left(20, 4) },
  '16 bits in 32': { tag: 1, coded: 32, valid: 16, bytes: 4, write: left(16, 4) },
  '16 bits in 24': { tag: 1, coded: 24, valid: 16, bytes: 3, write: left(16, 3) },
  '20 bits in 24': { tag: 1, coded: 24, valid: 20, bytes: 3, write: left(20, 3) },
  '12 bits in 16': { tag: 1, coded: 16, valid: 12, bytes: 2, write: left(12, 2) },
  '8 bits in 16': { tag: 1, coded: 16, valid: 8, bytes: 2, write: left(8, 2) },
  '24 bits in 32, of which all are used': { tag: 1, coded: 32, valid: 24, bytes: 4, write: left(32, 4) },
  '24 bits in 32 without the extension': { tag: 1, coded: 24, bytes: 4, write: left(24, 4) },
  '24 bits in 32 as floats': { tag: 1, coded: 24, bytes: 4, write: float(2 ** 23 - 1) },
  'floats of which 24 bits count': { tag: 3, coded: 32, valid: 24, bytes: 4, write: float(1) },
  '24 bits in 32 in a file of 64 bits': {
    ...{ tag: 1, coded: 32, valid: 24, bytes: 4, write: left(24, 4) },
    magic: 'RF64',
  },
  '24 bits in 32 behind a tag of ID3': {
    ...{ tag: 1, coded: 32, valid: 24, bytes: 4, write: left(24, 4) },
    before: ID3,
  },
} as const satisfies Record<string, Kind>

test.each(Object.entries(KINDS))('%s', async (_, kind) => {
  const samples = await decoded(kind)
  expect(samples).toHaveLength(RATE)
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length)
  expect(rms / LEVEL).toBeCloseTo(1, 1)
})

test('samples at the low end are refused, for others read them at the high end', async () => {
  const kind = { tag: 1, coded: 32, bytes: 4, write: right }
  await expect(decoded({ ...kind, valid: 24 })).rejects.toThrow(/24 bits at the low end of containers of 32/)
  await expect(decoded({ ...kind, coded: 24 })).rejects.toThrow(/24 bits at the low end of containers of 32/)
})

test('samples that may be anything are refused', async () => {
  let seed = 1
  const noise = (): Buffer => {
    const container = Buffer.alloc(4)
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    container.writeUInt32LE(seed)
    return container
  }
  const refused = decoded({ tag: 1, coded: 24, bytes: 4, write: noise })
  await expect(refused).rejects.toThrow(/24 bits somewhere in containers of 32/)
})

test('what is no number is silence', async () => {
  const write = (sample: number): Buffer => float(1)(Math.abs(sample) > 0.09 ? NaN : sample)
  const samples = await decoded({ tag: 3, coded: 32, bytes: 4, write })
  expect(Math.max(...samples)).toBeLessThan(0.1)
})

async function decoded(kind: Kind): Promise<readonly number[]> {
  const file = path.join(directory, 'tone.wav')
  await writeFile(file, wav(kind))
  using input = openAudioInput(file)
  using decoder = new AudioDecoder(input, { sampleRate: RATE, maxDurationS: 10 })
  const samples: number[] = []
  for (const chunk of decoder.chunks()) samples.push(...chunk)
  return samples
}

function wav({ tag, coded, valid, bytes, write, before = Buffer.alloc(0), magic = 'RIFF' }: Kind): Buffer {
  const data = Buffer.concat(
    Array.from({ length: RATE }, (_, n) => write(0.1 * Math.sin((2 * Math.PI * 1_000 * n) / RATE))),
  )
  const format = Buffer.alloc(valid === undefined ? 16 : 40)
  format.writeUInt16LE(valid === undefined ? tag : 0xfffe, 0)
  format.writeUInt16LE(1, 2)
  format.writeUInt32LE(RATE, 4)
  format.writeUInt32LE(RATE * bytes, 8)
  format.writeUInt16LE(bytes, 12)
  format.writeUInt16LE(coded, 14)
  if (valid !== undefined) {
    format.writeUInt16LE(22, 16)
    format.writeUInt16LE(valid, 18)
    format.writeUInt32LE(4, 20)
    Buffer.from([tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]).copy(format, 24)
  }
  const isLarge = magic === 'RF64'
  const sizes = Buffer.alloc(28)
  sizes.writeUInt32LE(data.length, 8)
  const chunks = [
    ...(isLarge ? [chunk('ds64', sizes)] : []),
    chunk('fmt ', format),
    chunk('data', data, isLarge ? 0xffffffff : undefined),
  ]
  return Buffer.concat([before, chunk(magic, Buffer.concat([Buffer.from('WAVE'), ...chunks]))])
}

function chunk(name: string, content: Buffer, size = content.length): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(size, 4)
  return Buffer.concat([head, content])
}
