/** Streams that are summed side by side: one alone waits for its table entries, and leaves most of a core idle. */
const STREAMS = 4
const STREAM_BYTES = 4_096
const TABLE_BYTES = 256 * 8

/** The layout of the program's memory, offsets and sizes in bytes. */
export const LAYOUT = {
  streamBytes: STREAM_BYTES,
  /** Eight tables of 256 values: what a byte adds with 0 to 7 bytes after it in its word. */
  lanes: 0,
  /** Eight tables: what the byte of a sum at this position becomes after the bytes of one more stream. */
  shifts: 8 * TABLE_BYTES,
  data: 16 * TABLE_BYTES,
  dataBytes: 65_536,
} as const

const PAGES = Math.ceil((LAYOUT.data + LAYOUT.dataBytes) / 65_536)
const I64 = 0x7e
const I32 = 0x7f

// Parameters and locals of the one function, by index.
const SUM = 0
const AT = 1
const END = 2
const WORD = 3
const STOP = 4
const STREAM = 5

type Code = readonly number[]

const get = (local: number): Code => [0x20, local]
const set = (local: number): Code => [0x21, local]
const i32 = (value: number): Code => [0x41, ...signed(value)]
const i64 = (value: number): Code => [0x42, ...signed(value)]
const load64 = (offset: number): Code => [0x29, 3, ...unsigned(offset)]
const load8 = (offset: number): Code => [0x2d, 0, ...unsigned(offset)]
const ADD32 = 0x6a
const SUB32 = 0x6b
const AND32 = 0x71
const XOR32 = 0x73
const SHL32 = 0x74
const BELOW32 = 0x49
const NOT_BELOW32 = 0x4f
const XOR64 = 0x85
const SHL64 = 0x86
const SHR64 = 0x88
const LOW32 = 0xa7
const advance = (bytes: number): Code => [...get(AT), ...i32(bytes), ADD32, ...set(AT)]
const breakIf = (depth: number): Code => [0x0d, depth]

/** A loop that `breakIf(1)` leaves. */
const loop = (body: Code): Code => [0x02, 0x40, 0x03, 0x40, ...body, 0x0c, 0, 0x0b, 0x0b]

/** The entry of `table` for byte `place` of a local, which an entry's size times the byte is the offset of. */
function entry(local: number, place: number, table: number): Code {
  const shifted = place === 0 ? [...i64(3), SHL64] : [...i64(8 * place - 3), SHR64]
  return [...get(local), ...shifted, LOW32, ...i32(0xff << 3), AND32, ...load64(table)]
}

const PLACES = [0, 1, 2, 3, 4, 5, 6, 7]

/** All eight entries of a local in one value. */
const entries = (local: number, tableOf: (place: number) => number): Code =>
  PLACES.flatMap((place) => [...entry(local, place, tableOf(place)), ...(place === 0 ? [] : [XOR64])])

const streams = Array.from({ length: STREAMS }, (_, index) => STREAM + index)

/** Eight bytes of each stream. */
const step: Code = streams.flatMap((stream, index) => [
  ...get(AT),
  ...load64(index * STREAM_BYTES),
  ...get(stream),
  XOR64,
  ...set(WORD),
  ...entries(WORD, (place) => LAYOUT.lanes + (7 - place) * TABLE_BYTES),
  ...set(stream),
])

/** The first stream continues the sum, the others begin at 0; at the end they are joined. */
const blocks: Code = loop([
  ...[...get(END), ...get(AT), SUB32, ...i32(STREAMS * STREAM_BYTES), BELOW32, ...breakIf(1)],
  ...streams.flatMap((stream, index) => [...(index === 0 ? get(SUM) : i64(0)), ...set(stream)]),
  ...[...get(AT), ...i32(STREAM_BYTES), ADD32, ...set(STOP)],
  ...loop([...get(AT), ...get(STOP), NOT_BELOW32, ...breakIf(1), ...step, ...advance(8)]),
  ...streams
    .slice(1)
    .flatMap((stream) => [
      ...entries(stream - 1, (place) => LAYOUT.shifts + place * TABLE_BYTES),
      ...[...get(stream), XOR64, ...set(stream)],
    ]),
  ...[...get(STREAM + STREAMS - 1), ...set(SUM)],
  ...advance((STREAMS - 1) * STREAM_BYTES),
])

/** The rest, byte by byte. */
const rest: Code = loop([
  ...[...get(AT), ...get(END), NOT_BELOW32, ...breakIf(1)],
  ...[...get(SUM), LOW32, ...get(AT), ...load8(0), XOR32, ...i32(0xff), AND32, ...i32(3), SHL32],
  ...[...load64(LAYOUT.lanes), ...get(SUM), ...i64(8), SHR64, XOR64, ...set(SUM)],
  ...advance(1),
])

/**
 * A WebAssembly module, for 64-bit arithmetic, which JavaScript lacks. It exports its `memory`, whose tables have to be
 * filled, and `update(sum, at, end)`, which returns the sum with the bytes of the memory from `at` to `end`.
 */
export function crc64Program(): Uint8Array<ArrayBuffer> {
  const locals = [3, 1, I64, 1, I32, STREAMS, I64]
  const body = [...locals, ...blocks, ...rest, ...get(SUM), 0x0b]
  const types = [1, 0x60, 3, I64, I32, I32, 1, I64]
  const exported = [2, ...name('memory'), 2, 0, ...name('update'), 0, 0]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...unsigned(PAGES)]),
    ...section(7, exported),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ])
}

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]

const name = (text: string): Code => [text.length, ...Buffer.from(text, 'latin1')]

/** LEB128, the encoding of all numbers in a module. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}
