import { signal, type ReadonlySignal } from '@preact/signals'

export type Track = 'before' | 'after'

/** Beyond it, the silent track is moved to where the other one is, s. */
const MOST_DRIFT_S = 0.015
/** Short enough to be a switch, long enough to be no click, s. */
const FADE_S = 0.01
const CHECK_MS = 250

/**
 * Plays two recordings of the same thing as one, of which one is heard. Both run all the time, so that a switch between
 * them keeps the place.
 */
export class PairPlayer {
  readonly #context = new AudioContext()
  readonly #elements: Readonly<Record<Track, HTMLAudioElement>>
  readonly #gains: Readonly<Record<Track, GainNode>>
  readonly #levels: Record<Track, number> = { before: 1, after: 1 }
  readonly #heard = signal<Track>('after')
  readonly #isPlaying = signal(false)
  readonly #position = signal(0)
  readonly #duration = signal(0)
  readonly #leaving = new AbortController()
  readonly #timer: number
  /** From and to, s; it is played over and over. */
  loop: readonly [from: number, to: number] | undefined

  constructor(urls: Readonly<Record<Track, string>>) {
    const before = this.#load(urls.before)
    const after = this.#load(urls.after)
    this.#elements = { before, after }
    this.#gains = { before: this.#connect(before), after: this.#connect(after) }
    this.#setGains(0)
    this.#timer = window.setInterval(() => this.#align(), CHECK_MS)
    const { signal: end } = this.#leaving
    after.addEventListener('loadedmetadata', () => (this.#duration.value = after.duration), { signal: end })
    after.addEventListener('ended', () => this.pause(), { signal: end })
    const follow = (): void => {
      if (end.aborted) return
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

  async play(): Promise<void> {
    await this.#context.resume()
    this.#align()
    await Promise.all(this.#each((element) => element.play()))
    this.#isPlaying.value = true
  }

  pause(): void {
    this.#each((element) => element.pause())
    this.#isPlaying.value = false
  }

  toggle(): void {
    if (this.#isPlaying.value) this.pause()
    else void this.play()
  }

  seek(seconds: number): void {
    const at = Math.max(0, Math.min(seconds, this.#duration.value || seconds))
    this.#each((element) => (element.currentTime = at))
    this.#position.value = at
  }

  listenTo(track: Track): void {
    this.#heard.value = track
    this.#setGains(FADE_S)
  }

  /** Factors that make both equally loud. */
  setLevels(levels: Readonly<Record<Track, number>>): void {
    Object.assign(this.#levels, levels)
    this.#setGains(FADE_S)
  }

  close(): void {
    this.#leaving.abort()
    clearInterval(this.#timer)
    this.pause()
    this.#each((element) => element.removeAttribute('src'))
    void this.#context.close()
  }

  #load(url: string): HTMLAudioElement {
    const element = new Audio(url)
    element.preload = 'auto'
    return element
  }

  #connect(element: HTMLAudioElement): GainNode {
    const gain = this.#context.createGain()
    this.#context.createMediaElementSource(element).connect(gain).connect(this.#context.destination)
    return gain
  }

  #setGains(fade: number): void {
    for (const track of ['before', 'after'] as const) {
      const level = track === this.#heard.value ? this.#levels[track] : 0
      this.#gains[track].gain.setTargetAtTime(level, this.#context.currentTime, fade / 3)
    }
  }

  #align(): void {
    const { before, after } = this.#elements
    if (Math.abs(before.currentTime - after.currentTime) <= MOST_DRIFT_S) return
    if (this.#heard.value === 'after') before.currentTime = after.currentTime
    else after.currentTime = before.currentTime
  }

  #follow(): void {
    const at = this.#elements[this.#heard.value].currentTime
    if (this.loop && this.#isPlaying.value && at >= this.loop[1]) this.seek(this.loop[0])
    else if (at !== this.#position.value) this.#position.value = at
  }

  #each<T>(work: (element: HTMLAudioElement) => T): T[] {
    return [work(this.#elements.before), work(this.#elements.after)]
  }
}
