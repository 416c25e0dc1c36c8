import { useEffect, useRef, useState } from 'preact/hooks'
import { levelFor, type TimeWindow } from './time-window.ts'
import { readTile, type SoundView } from './views.ts'
import { fitToScreen } from './waveform.tsx'

interface Picture {
  readonly canvas: OffscreenCanvas
  /** Of its left edge, and of a column, s. */
  readonly from: number
  readonly seconds: number
}

/** What is softer is the ground, and what is louder the brightest colour, dB. */
const SHOWN_DB = { from: -90, to: -20 } as const

export function Spectrogram({ view, window }: { view: SoundView; window: TimeWindow }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const pictures = usePictures(view, window, canvas.current?.clientWidth ?? 1_000)
  useEffect(() => {
    const element = canvas.current
    const context = element && fitToScreen(element)
    if (!context) return
    context.imageSmoothingQuality = 'high'
    const scale = element.width / (window.to - window.from)
    for (const { canvas: picture, from, seconds } of pictures) {
      const x = (from - window.from) * scale
      context.drawImage(picture, x, 0, picture.width * seconds * scale, element.height)
    }
  })
  return <canvas ref={canvas} class="spectrogram" aria-hidden="true" />
}

function usePictures(view: SoundView, window: TimeWindow, width: number): readonly Picture[] {
  const [pictures, setPictures] = useState<readonly Picture[]>([])
  const { levels, tileColumns, bandsHz, floorDb, stepDb } = view.spectrogram
  const level = levelFor(levels, window, width)
  const { seconds, columns, tiles } = levels[level] ?? { seconds: 1, columns: 0, tiles: 0 }
  const first = Math.max(0, Math.floor(window.from / seconds / tileColumns))
  const last = Math.min(tiles - 1, Math.floor(window.to / seconds / tileColumns))
  useEffect(() => {
    const leaving = new AbortController()
    const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
    const paint = async (tile: number): Promise<Picture> => {
      const bytes = await readTile(view.id, { level, tile }, leaving.signal)
      const from = tile * tileColumns * seconds
      return { canvas: paintTile(bytes, bandsHz.length, { floorDb, stepDb }), from, seconds }
    }
    Promise.all(wanted.map(paint)).then(setPictures, () => undefined)
    return () => leaving.abort()
  }, [view.id, level, first, last, columns])
  return pictures
}

function paintTile(
  bytes: Uint8Array,
  bands: number,
  { floorDb, stepDb }: { readonly floorDb: number; readonly stepDb: number },
): OffscreenCanvas {
  const columns = Math.max(1, Math.floor(bytes.length / bands))
  const canvas = new OffscreenCanvas(columns, bands)
  const context = canvas.getContext('2d')
  const image = new ImageData(columns, bands)
  const pixels = new Uint32Array(image.data.buffer)
  const colours = coloursOf({ floorDb, stepDb })
  for (let column = 0; column < columns; column++)
    for (let band = 0; band < bands; band++)
      pixels[(bands - 1 - band) * columns + column] = colours[bytes[column * bands + band] ?? 0] ?? 0
  context?.putImageData(image, 0, 0)
  return canvas
}

/** From dark to bright by way of blue, green and yellow: in grey it grows brighter, too. */
const STOPS = [
  [12, 14, 28],
  [46, 48, 120],
  [24, 112, 130],
  [66, 168, 92],
  [214, 206, 70],
  [255, 248, 214],
] as const

function coloursOf({ floorDb, stepDb }: { readonly floorDb: number; readonly stepDb: number }): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const db = floorDb + stepDb * byte
    const part = Math.max(0, Math.min(1, (db - SHOWN_DB.from) / (SHOWN_DB.to - SHOWN_DB.from)))
    return colourAt(part * (STOPS.length - 1))
  })
}

/** As a pixel of an image: alpha, blue, green and red from the highest byte on. */
function colourAt(place: number): number {
  const lower = STOPS[Math.floor(place)] ?? STOPS[0]
  const upper = STOPS[Math.ceil(place)] ?? lower
  const part = place - Math.floor(place)
  const [red, green, blue] = [0, 1, 2].map((at) =>
    Math.round((lower[at] ?? 0) * (1 - part) + (upper[at] ?? 0) * part),
  )
  return ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0
}
