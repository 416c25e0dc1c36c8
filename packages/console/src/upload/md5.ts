/** Rotations of the four rounds (RFC 1321). */
const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const
const BLOCK = 64
const LENGTH = 8

const SINES = Uint32Array.from({ length: 64 }, (_, step) =>
  Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32),
)
const SHIFTS = Uint8Array.from({ length: 64 }, (_, step) => ROTATIONS[(step >> 4) * 4 + (step & 3)] ?? 0)
const WORDS = Uint8Array.from({ length: 64 }, (_, step) => {
  const [factor, offset] = [[1, 0] as const, [5, 1] as const, [3, 5] as const, [7, 0] as const][
    step >> 4
  ] ?? [1, 0]
  return (factor * step + offset) & 15
})

/**
 * The MD5 of some bytes in hex, as the service sums up a part of an upload. Browsers have no MD5, and outside of https and
 * localhost they have no hash at all.
 */
export function md5(bytes: Uint8Array): string {
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  const whole = bytes.byteLength - (bytes.byteLength % BLOCK)
  addBlocks(state, bytes, whole)
  addBlocks(state, ...lastBlocks(bytes.subarray(whole), bytes.byteLength))
  return Array.from(new Uint8Array(state.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What is left, a bit, zeros, and the length in bits. */
function lastBlocks(rest: Uint8Array, length: number): [bytes: Uint8Array, end: number] {
  const size = rest.byteLength + 1 + LENGTH <= BLOCK ? BLOCK : 2 * BLOCK
  const padded = new Uint8Array(size)
  padded.set(rest)
  padded[rest.byteLength] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(size - LENGTH, (length * 8) >>> 0, true)
  view.setUint32(size - LENGTH / 2, Math.floor(length / 2 ** 29), true)
  return [padded, size]
}

function addBlocks(state: Int32Array, bytes: Uint8Array, end: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = new Int32Array(16)
  let [a0 = 0, b0 = 0, c0 = 0, d0 = 0] = state
  for (let at = 0; at < end; at += BLOCK) {
    for (let word = 0; word < 16; word++) words[word] = view.getInt32(at + word * 4, true)
    let [a, b, c, d] = [a0, b0, c0, d0]
    for (let step = 0; step < 64; step++) {
      const mixed =
        step < 16 ? (b & c) | (~b & d) : step < 32 ? (d & b) | (~d & c) : step < 48 ? b ^ c ^ d : c ^ (b | ~d)
      const sum = (a + mixed + (SINES[step] ?? 0) + (words[WORDS[step] ?? 0] ?? 0)) | 0
      const shift = SHIFTS[step] ?? 0
      a = d
      d = c
      c = b
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
    }
    a0 = (a0 + a) | 0
    b0 = (b0 + b) | 0
    c0 = (c0 + c) | 0
    d0 = (d0 + d) | 0
  }
  state.set([a0, b0, c0, d0])
}
