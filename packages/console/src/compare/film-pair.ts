import { signal, type ReadonlySignal } from '@preact/signals'

export type Side = 'before' | 'after'

/** Beyond it, a film that plays is moved to where the other is; plays faster or slower; and is moved while both stand, s. */
const DRIFT_S = { jump: 0.4, bend: 0.015, still: 0.001 } as const
/** How much faster or slower, for each second of drift and at the most. */
const BEND = { perSecond: 1, most: 0.1 } as const
const CHECK_MS = 100
/** For a film whose rate is not known. */
const USUAL_FPS = 25
/** A place that is exactly between two frames would show either. */
const WITHIN_FRAME = 0.5

/** Plays two films as one: one set of controls, one place. The sound is that of the side that is chosen. */
export class FilmPair {
  readonly #films = new Map<Side, HTMLVideoElement>()
  readonly #chosen = signal<Side>('after')
  readonly #isPlaying = signal(false)
  readonly #position = signal(0)
  readonly #duration = signal(0)
  readonly #timer: number
  #isOver = false
  /** Frames in a second, for steps. */
  fps = USUAL_FPS

  constructor() {
    this.#timer = window.setInterval(() => this.#align(), CHECK_MS)
    const follow = (): void => {
      if (this.#isOver) return
      this.#position.value = this.#leader?.currentTime ?? 0
      requestAnimationFrame(follow)
    }
    follow()
  }

  get chosen(): ReadonlySignal<Side> {
    return this.#chosen
  }

  get isPlaying(): ReadonlySignal<boolean> {
    return this.#isPlaying
  }

  /** s */
  get position(): ReadonlySignal<number> {
    return this.#position
  }

  /** Of the longer one, s; 0 until it is known. */
  get duration(): ReadonlySignal<number> {
    return this.#duration
  }

  /** Returns what takes it out again. */
  add(side: Side, film: HTMLVideoElement): () => void {
    const leaving = new AbortController()
    const { signal: end } = leaving
    this.#films.set(side, film)
    film.muted = side !== this.#chosen.value
    film.addEventListener('durationchange', () => this.#measure(), { signal: end })
    film.addEventListener('ended', () => film === this.#leader && this.pause(), { signal: end })
    return () => {
      leaving.abort()
      this.#films.delete(side)
    }
  }

  async play(): Promise<void> {
    if (this.#leader?.ended) this.seek(0)
    this.#isPlaying.value = true
    // One that has ended, or can't be played, does not stop the other.
    await Promise.all(this.#each((film) => film.play().catch(() => undefined)))
  }

  pause(): void {
    this.#isPlaying.value = false
    this.#each((film) => film.pause())
    this.#align()
  }

  toggle(): void {
    if (this.#isPlaying.value) this.pause()
    else void this.play()
  }

  seek(seconds: number): void {
    const at = Math.max(0, Math.min(seconds, this.#duration.value))
    this.#each((film) => (film.currentTime = at))
    this.#position.value = at
  }

  /** Moves by so many frames, and stops there. */
  step(frames: number): void {
    this.pause()
    this.seek(frameTime(this.#position.value, frames, this.fps))
  }

  choose(side: Side): void {
    this.#align()
    this.#chosen.value = side
    for (const [each, film] of this.#films) film.muted = each !== side
  }

  close(): void {
    this.#isOver = true
    clearInterval(this.#timer)
    this.pause()
  }

  get #leader(): HTMLVideoElement | undefined {
    return this.#films.get(this.#chosen.value)
  }

  #measure(): void {
    const lengths = this.#each(({ duration }) => (Number.isFinite(duration) ? duration : 0))
    this.#duration.value = Math.max(0, ...lengths)
  }

  /** A seek takes longer than what two films drift apart, and would be seen: so their speed is bent. */
  #align(): void {
    const leader = this.#leader
    if (!leader || leader.seeking) return
    leader.playbackRate = 1
    this.#each((film) => {
      if (film === leader || film.seeking || film.ended) return
      const drift = film.currentTime - leader.currentTime
      const isFar = Math.abs(drift) > (this.#isPlaying.value ? DRIFT_S.jump : DRIFT_S.still)
      if (isFar) film.currentTime = leader.currentTime
      film.playbackRate = isFar ? 1 : bentRate(drift)
    })
  }

  #each<T>(act: (film: HTMLVideoElement) => T): readonly T[] {
    return [...this.#films.values()].map(act)
  }
}

/** The speed at which a film comes back to where it should be. */
export function bentRate(drift: number): number {
  if (Math.abs(drift) < DRIFT_S.bend) return 1
  return 1 - Math.max(-BEND.most, Math.min(drift * BEND.perSecond, BEND.most))
}

/** The middle of the frame that is so many from the one that is shown at `seconds`. */
export function frameTime(seconds: number, frames: number, fps: number): number {
  // A place just below the border of a frame is one that was rounded.
  const shown = Math.floor(seconds * fps + 0.001)
  return (Math.max(0, shown + frames) + WITHIN_FRAME) / fps
}
