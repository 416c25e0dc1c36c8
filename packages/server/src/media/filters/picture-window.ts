import type { Frame } from 'node-av/lib'
import type { IRational } from 'node-av/lib'
import { pictureLength } from '../frame-shape.ts'
import { toTicks } from '../ticks.ts'

export interface PictureWindowOptions {
  readonly timeBase: IRational
  /** Frames per second; undefined: unknown. */
  readonly frameRate: IRational | undefined
  /** Seconds after which the output ends; undefined: with the last picture. */
  readonly durationS: number | undefined
}

/**
 * Cuts a stream of pictures; times count from the beginning of the cut. A screen that does not change has few pictures.
 * So the one that is shown where the cut begins is a part of it, though its own time may be seconds before.
 */
export class PictureWindow implements Disposable {
  readonly #end: bigint | undefined
  /** The longest time before the first picture that is no gap, ticks. */
  readonly #pause: bigint
  /** One that is not passed on yet: what follows it decides how long it is shown. */
  #held: Frame | undefined
  #isOver = false

  constructor({ timeBase, frameRate, durationS }: PictureWindowOptions) {
    const ticks = (seconds: number): bigint => toTicks(seconds, timeBase)
    this.#end = durationS === undefined ? undefined : ticks(durationS)
    this.#pause = ticks(1.5 * pictureLength(frameRate))
  }

  /** Whether no later picture belongs to the cut. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Yields the pictures that are settled, whose contents may be taken; null: the end of pictures. */
  *take(frame: Frame | null): Generator<Frame> {
    if (this.#isOver) return
    const held = this.#held
    this.#held = undefined
    const next = frame?.clone() ?? undefined
    this.#isOver = !next || (this.#end !== undefined && next.pts >= this.#end)
    try {
      if (held && this.#isShown(held, next)) yield this.#placed(held, next)
    } finally {
      held?.free()
      if (this.#isOver) next?.free()
      else this.#held = next
    }
  }

  #isShown(held: Frame, next: Frame | undefined): boolean {
    if (held.pts >= 0n) return true
    const until = next?.pts ?? held.pts + held.duration
    return until > this.#pause
  }

  #placed(held: Frame, next: Frame | undefined): Frame {
    const ownEnd = held.pts + held.duration
    const isFirst = held.pts < 0n
    if (isFirst) held.pts = 0n
    const isLast = this.#isOver
    const shownUntil = next && isLast ? next.pts : ownEnd
    const end = this.#end !== undefined && shownUntil > this.#end ? this.#end : shownUntil
    if ((isFirst || isLast) && end > held.pts) held.duration = end - held.pts
    return held
  }

  [Symbol.dispose](): void {
    this.#held?.free()
  }
}
