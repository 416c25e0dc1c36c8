import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants'
import type { Stream } from 'node-av/lib'

/** The entries of a display matrix of 3 × 3 numbers of 4 bytes that rotate and mirror. */
const ENTRY_BYTES = 4
const MATRIX_BYTES = 9 * ENTRY_BYTES

/**
 * Returns filters that rotate the picture like a player, for example of a phone's recording; empty if it is upright.
 */
export function uprightFilters(stream: Stream): string {
  const matrix = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)
  if (!matrix || matrix.length < MATRIX_BYTES) return ''
  const [a = 0, b = 0, , c = 0, d = 0] = Array.from({ length: 9 }, (_, n) =>
    matrix.readInt32LE(n * ENTRY_BYTES),
  )
  const scaleX = Math.hypot(a, c)
  const scaleY = Math.hypot(b, d)
  if (scaleX === 0 || scaleY === 0) return ''
  // Clockwise degrees, as computed by FFmpeg's own program.
  const turn = ((((Math.atan2(b / scaleY, a / scaleX) * 180) / Math.PI) % 360) + 360) % 360
  if (isNear(turn, 90)) return c > 0 ? 'transpose=cclock_flip' : 'transpose=clock'
  if (isNear(turn, 180)) return [...(a < 0 ? ['hflip'] : []), ...(d < 0 ? ['vflip'] : [])].join(',')
  if (isNear(turn, 270)) return c < 0 ? 'transpose=clock_flip' : 'transpose=cclock'
  if (isNear(turn, 0) || isNear(turn, 360)) return d < 0 ? 'vflip' : ''
  return `rotate=${turn}*PI/180`
}

function isNear(degrees: number, wanted: number): boolean {
  return Math.abs(degrees - wanted) < 1
}
