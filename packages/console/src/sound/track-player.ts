import { signal, type ReadonlySignal } from '@preact/signals'

/** What can be heard of a job: its input, its output, and what it took away. */
export type Track = 'before' | 'after' | 'removed'

/** Beyond it, a silent track is moved to where the heard one is, s. */
const MOST_DRIFT_S = 0.015
/** Short enough to be a switch, long enough to be no click, s. */
const FADE_S = 0.01
const CHECK_MS = 250

interface Voice {
  readonly element: HTMLAudioElement
  readonly gain: GainNode
  level: number
}

/**
 * Plays several recordings of the same thing as one, of which one is heard. All run all the time, so that a switch between
 * them keeps the place.
 */
export class TrackPlayer {
  readonly #context = new AudioContext()
  readonly #voices = new Map<Track, Voice>()
  readonly #heard = signal<Track>('after')
  readonly #isPlaying = signal(false)
  readonly #position = signal(0)
  readonly #duration = signal(0)
  readonly #leaving = new AbortController()
  readonly #timer: number
  /** From and to, s: it is played over and over. */
  readonly loop = signal<readonly [from: number, to: number] | undefined>(undefined)
  /** Where a loop begins whose end is not set yet, s. */
  readonly loopStart = signal<number | undefined>(undefined)

  constructor() {
    this.#timer = window.setInterval(() => this.#align(), CHECK_MS)
    const follow = (): void => {
      if (this.#leaving.signal.aborted) return
      this.#follow()
      requestAnimationFrame(follow)
    }
    follow()
  }

  get heard(): ReadonlySignal<Track> {
    return this.#heard
  }

  get isPlaying(): ReadonlySignal<boolean> {
    return this.#isPlaying
  }

  /** s */
  get position(): ReadonlySignal<number> {
    return this.#position
  }

  /** s; 0 until it is known. */
  get duration(): ReadonlySignal<number> {
    return this.#duration
  }

  has(track: Track): boolean {
    return this.#voices.has(track)
  }

  add(track: Track, url: string): void {
    if (this.has(track)) return
    const element = new Audio(url)
    element.preload = 'auto'
    const gain = this.#context.createGain()
    this.#context.createMediaElementSource(element).connect(gain).connect(this.#context.destination)
    this.#voices.set(track, { element, gain, level: 1 })
    const { signal: end } = this.#leaving
    element.addEventListener(
      'loadedmetadata',
      () => (this.#duration.value = Math.max(this.#duration.value, element.duration)),
      { signal: end },
    )
    element.addEventListener('ended', () => track === this.#heard.value && this.#end(), { signal: end })
    element.currentTime = this.#position.value
    this.#setGains(0)
    if (this.#isPlaying.value) void element.play()
  }

  async play(): Promise<void> {
    if (this.#duration.value > 0 && this.#position.value >= this.#duration.value - MOST_DRIFT_S) this.seek(0)
    await this.#context.resume()
    this.#align()
    // Before all have begun: one may be at the end of a short part while another is still being loaded.
    this.#isPlaying.value = true
    await Promise.all([...this.#voices.values()].map(({ element }) => element.play())).catch(
      (error: unknown) => {
        this.pause()
        throw error
      },
    )
  }

  pause(): void {
    for (const { element } of this.#voices.values()) element.pause()
    this.#isPlaying.value = false
  }

  toggle(): void {
    if (this.#isPlaying.value) this.pause()
    else void this.play()
  }

  seek(seconds: number): void {
    const at = Math.max(0, Math.min(seconds, this.#duration.value || seconds))
    for (const { element } of this.#voices.values()) element.currentTime = at
    this.#position.value = at
  }

  /** Sets where a loop begins. The next time it sets where it ends, and the time after that there is none any more. */
  markLoop(): void {
    const at = this.#position.value
    const start = this.loopStart.value
    if (this.loop.value) this.loop.value = undefined
    else if (start === undefined) this.loopStart.value = at
    else if (at !== start) this.playOver(start, at)
  }

  /** Plays a part over and over, whichever of its ends comes first. */
  playOver(one: number, other: number): void {
    const from = Math.min(one, other)
    this.loopStart.value = undefined
    this.loop.value = [from, Math.max(one, other)]
    this.seek(from)
  }

  listenTo(track: Track): void {
    if (!this.has(track)) return
    this.#align()
    this.#heard.value = track
    this.#setGains(FADE_S)
  }

  /** How loud a track is played: a factor. */
  setLevel(track: Track, level: number): void {
    const voice = this.#voices.get(track)
    if (!voice || voice.level === level) return
    voice.level = level
    this.#setGains(FADE_S)
  }

  close(): void {
    this.#leaving.abort()
    clearInterval(this.#timer)
    this.pause()
    for (const { element } of this.#voices.values()) element.removeAttribute('src')
    void this.#context.close()
  }

  #setGains(fade: number): void {
    for (const [track, { gain, level }] of this.#voices) {
      const wanted = track === this.#heard.value ? level : 0
      gain.gain.setTargetAtTime(wanted, this.#context.currentTime, fade / 3)
    }
  }

  #align(): void {
    const at = this.#voices.get(this.#heard.value)?.element.currentTime
    if (at === undefined) return
    for (const { element } of this.#voices.values())
      if (Math.abs(element.currentTime - at) > MOST_DRIFT_S) element.currentTime = at
  }

  /** A move to the end, while nothing is played, comes here, too. */
  #end(): void {
    const loop = this.loop.value
    if (!this.#isPlaying.value) return
    if (loop) {
      this.seek(loop[0])
      void this.play()
    } else this.pause()
  }

  #follow(): void {
    const at = this.#voices.get(this.#heard.value)?.element.currentTime ?? 0
    const loop = this.loop.value
    if (loop && this.#isPlaying.value && at >= loop[1]) this.seek(loop[0])
    else if (at !== this.#position.value) this.#position.value = at
  }
}
