import { useEffect, useRef, useState } from 'preact/hooks'
import { levelFor, type TimeWindow } from './time-window.ts'
import { MOST_BUCKETS, readPeaks, type SoundView } from './views.ts'

interface Peaks {
  readonly values: Int16Array
  readonly channels: number
  /** Of the first bucket, and the length of one, s. */
  readonly from: number
  readonly seconds: number
}

interface WaveformProps {
  readonly view: SoundView
  readonly window: TimeWindow
  /** A factor of the drawn height. */
  readonly level: number
}

const FULL_SCALE = 32_768
/** More buckets for each pixel would not be seen. */
const BUCKETS_A_PIXEL = 2

export function Waveform({ view, window, level }: WaveformProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const peaks = usePeaks(view, window, canvas.current?.clientWidth ?? 1_000)
  useEffect(() => {
    const element = canvas.current
    if (element && peaks) draw(element, peaks, window, level)
  })
  return <canvas ref={canvas} class="waveform" aria-hidden="true" />
}

/** The peaks of the window, asked for again when it changes or the view has grown. */
function usePeaks(view: SoundView, window: TimeWindow, width: number): Peaks | undefined {
  const [peaks, setPeaks] = useState<Peaks>()
  const { levels } = view.peaks
  const level = levelFor(levels, window, Math.min(MOST_BUCKETS, width * BUCKETS_A_PIXEL))
  const { seconds, buckets } = levels[level] ?? { seconds: 1, buckets: 0 }
  const from = Math.max(0, Math.floor(window.from / seconds))
  const count = Math.min(MOST_BUCKETS, Math.ceil((window.to - window.from) / seconds) + 1, buckets - from)
  const channels = view.sound?.channels ?? 1
  useEffect(() => {
    if (count <= 0) return undefined
    const leaving = new AbortController()
    readPeaks(view.id, { level, from, count }, leaving.signal).then(
      (values) => setPeaks({ values, channels, from: from * seconds, seconds }),
      () => undefined,
    )
    return () => leaving.abort()
  }, [view.id, level, from, count])
  return peaks
}

function draw(canvas: HTMLCanvasElement, peaks: Peaks, { from, to }: TimeWindow, level: number): void {
  const context = fitToScreen(canvas)
  if (!context) return
  const { width, height } = canvas
  const { values, channels, seconds } = peaks
  const perPixel = (to - from) / width
  context.fillStyle = getComputedStyle(canvas).color
  for (let x = 0; x < width; x++) {
    const first = Math.floor((from + x * perPixel - peaks.from) / seconds)
    const last = Math.max(first + 1, Math.floor((from + (x + 1) * perPixel - peaks.from) / seconds))
    const [low, high] = extremes(values, first * 2 * channels, last * 2 * channels)
    const top = (height / 2) * (1 - Math.min(1, (high / FULL_SCALE) * level))
    const bottom = (height / 2) * (1 - Math.max(-1, (low / FULL_SCALE) * level))
    context.fillRect(x, top, 1, Math.max(1, bottom - top))
  }
}

function extremes(values: Int16Array, from: number, to: number): readonly [low: number, high: number] {
  let low = 0
  let high = 0
  for (let at = Math.max(0, from); at < Math.min(to, values.length); at++) {
    const value = values[at] ?? 0
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** Gives a canvas a pixel for each of the screen's, and clears it. */
export function fitToScreen(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  canvas.width = Math.round(canvas.clientWidth * devicePixelRatio)
  canvas.height = Math.round(canvas.clientHeight * devicePixelRatio)
  return canvas.getContext('2d')
}
