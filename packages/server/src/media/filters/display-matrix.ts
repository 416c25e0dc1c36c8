import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants'
import type { CodecParameters } from 'node-av/lib'

/** The part of a display matrix that rotates and mirrors: x becomes a·x + c·y, and y becomes b·x + d·y. */
export interface DisplayMatrix {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/** Returns how a player has to rotate a stream's pictures; `undefined`: not at all. */
export function displayMatrix(par: CodecParameters): DisplayMatrix | undefined {
  const matrix = par.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)
  // Nine numbers of 16.16 bits: a, b, u, c, d, v, x, y, w.
  if (!matrix || matrix.length < 36) return undefined
  const at = (index: number): number => matrix.readInt32LE(index * 4) / 65_536
  return { a: at(0), b: at(1), c: at(3), d: at(4) }
}

/** Degrees clockwise, at least 0 and below 360. */
export function rotationOf(matrix: DisplayMatrix | undefined): number {
  if (!matrix) return 0
  const { a, b, c, d } = matrix
  const wide = Math.hypot(a, c)
  const high = Math.hypot(b, d)
  if (wide === 0 || high === 0) return 0
  const degrees = (Math.atan2(b / high, a / wide) * 180) / Math.PI
  return (Math.round(degrees * 1e6) / 1e6 + 360) % 360
}

/** Returns the filters for rotations by a multiple of 90° with or without a mirror. Other matrices are ignored. */
export function turningFilters(matrix: DisplayMatrix | undefined): readonly FilterStep[] {
  if (!matrix) return []
  const { a, b, c, d } = matrix
  switch ([a, b, c, d].map(Math.sign).join()) {
    case '-1,0,0,-1':
      return [['hflip'], ['vflip']]
    case '-1,0,0,1':
      return [['hflip']]
    case '1,0,0,-1':
      return [['vflip']]
    case '0,1,-1,0':
      return [['transpose', 'clock']]
    case '0,-1,1,0':
      return [['transpose', 'cclock']]
    case '0,1,1,0':
      return [['transpose', 'cclock_flip']]
    case '0,-1,-1,0':
      return [['transpose', 'clock_flip']]
    default:
      return []
  }
}

/** A filter's name and its arguments. */
export type FilterStep = readonly [name: string, args?: string]
