import type { Sound } from './look-at-file.ts'

export interface Window {
  /** Seconds. */
  readonly from: number
  readonly to: number
  /** Hz */
  readonly rate: number
}

/** At the edges of a stretch codecs smear and filters ring: this much is not looked at, s. */
const MARGIN_S = 0.1
const STEP_S = 0.1
/** What silence is shown as, dB. */
const FLOOR_DB = -120

/** Returns the samples of a channel; without one, those of the loudest, as a mix may cancel what is there. */
export function soundIn({ channels }: Sound, channel: number | undefined): Float32Array {
  if (channel !== undefined) return channels[channel] ?? new Float32Array()
  const [loudest] = channels.toSorted((one, other) => power(other) - power(one))
  return loudest ?? new Float32Array()
}

function power(samples: Float32Array): number {
  return samples.reduce((total, sample) => total + sample * sample, 0)
}

/** Returns the levels of the quietest and the loudest tenth of a second in a window, and that of the whole, dB. */
export function levelOf(
  samples: Float32Array,
  window: Window,
): { readonly quietest: number; readonly loudest: number; readonly level: number } {
  const [begin, end] = borders(window)
  const step = Math.round(STEP_S * window.rate)
  const count = Math.max(Math.floor((end - begin) / step), 1)
  const levels = Array.from({ length: count }, (_, n) =>
    decibels(samples, begin + n * step, begin + (n + 1) * step),
  )
  return {
    quietest: Math.min(...levels),
    loudest: Math.max(...levels),
    level: decibels(samples, begin, end),
  }
}

/** Returns the pitch of a pure tone in a window by how often it crosses zero, Hz. */
export function pitchOf(samples: Float32Array, window: Window): number {
  const [begin, end] = borders(window)
  const part = samples.subarray(begin, end)
  const rises = part.reduce(
    (count, sample, n) => count + (n > 0 && sample >= 0 && (part[n - 1] ?? 0) < 0 ? 1 : 0),
    0,
  )
  return (rises * window.rate) / Math.max(end - begin, 1)
}

function borders({ from, to, rate }: Window): readonly [number, number] {
  return [Math.round((from + MARGIN_S) * rate), Math.round((to - MARGIN_S) * rate)]
}

/** A window that reaches behind the end of the sound has nothing there. */
function decibels(samples: Float32Array, begin: number, end: number): number {
  return Math.max(10 * Math.log10(power(samples.subarray(begin, end)) / Math.max(end - begin, 1)), FLOOR_DB)
}
