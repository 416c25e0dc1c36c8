import type { Frame } from 'node-av/lib'
import type { VideoReader } from '../../media/pictures/video-reader.ts'

export type BlackRule = (frame: Frame, timeS: number) => boolean

interface PickOptions {
  readonly mode: 'Interval' | 'Average' | 'KeyFrame'
  readonly startS: number
  /** Between two pictures; each frame is one without it. */
  readonly intervalS?: number | undefined
  readonly count: number
  readonly fillsCount: boolean
  readonly isBlack: BlackRule | undefined
}

/** The frames to take, each valid until the next one is requested; the reader knows its time. */
export async function* pick(reader: VideoReader, options: PickOptions): AsyncGenerator<Frame> {
  const { isBlack, count } = options
  const startS = isBlack && options.startS === 0 ? await findLight(reader, isBlack) : options.startS
  if (startS === undefined) return
  let taken = 0
  for await (const frame of walk(reader, { ...options, startS })) {
    if (isBlack?.(frame, reader.timeS)) continue
    yield frame
    taken++
    if (taken >= count) return
  }
}

/** A video that begins in the dark begins, for its pictures, with the first frame that is not. */
async function findLight(reader: VideoReader, isBlack: BlackRule): Promise<number | undefined> {
  while (await reader.next()) {
    if (reader.frame && !isBlack(reader.frame, reader.timeS)) return reader.timeS
  }
  return undefined
}

async function* walk(reader: VideoReader, options: PickOptions): AsyncGenerator<Frame> {
  const { mode, startS, intervalS, count, fillsCount } = options
  if (mode === 'KeyFrame' || (mode === 'Interval' && intervalS === undefined)) {
    yield* allFrom(reader, startS)
    return
  }
  const endS = await reader.findEnd()
  const evenlyS = Math.max(endS - startS, 0) / count
  const fits = intervalS !== undefined && startS + intervalS * (count - 1) < endS
  const isSpread = mode === 'Average' || (fillsCount && !fits)
  const stepS = isSpread ? evenlyS : (intervalS ?? evenlyS)
  for (let step = 0; stepS > 0 && (!isSpread || step < count); step++) {
    const atS = startS + step * stepS
    if (atS >= endS) return
    // Behind the time of the last frame that frame is still shown.
    await reader.goTo(atS)
    if (!reader.frame) return
    yield reader.frame
  }
}

async function* allFrom(reader: VideoReader, startS: number): AsyncGenerator<Frame> {
  let found = await reader.goTo(startS)
  while (found && reader.frame) {
    yield reader.frame
    found = await reader.next()
  }
}
