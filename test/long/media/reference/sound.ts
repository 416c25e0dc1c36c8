/** Hz of what is compared: every codec has what is left of the sound then. */
const RATE = 16_000
const CHANNELS = 2
/** Gaps are silence, and the sound begins with the file. */
const RESYNC = 'aresample=async=1:first_pts=0'
/** Where the shape changes in the middle, ffmpeg starts this filter anew, and would fill all of the time before. */
const RESYNC_CHANGING = 'aresample=async=1'

/** Decoded stereo. */
export interface Sound {
  /** Samples of both channels in turn. */
  readonly samples: Float32Array
  readonly seconds: number
}

/**
 * The arguments that decode the sound of the first input. `mixedTo` is the layout of a sound whose shape changes in the
 * middle: that of its beginning.
 */
export function soundArgs(mixedTo: 'mono' | 'stereo' | undefined, to: string): string[] {
  const filter = mixedTo === undefined ? RESYNC : `${RESYNC_CHANGING},aformat=channel_layouts=${mixedTo}`
  return ['-map', '0:a:0', '-af', filter, '-ar', String(RATE), '-ac', String(CHANNELS), '-f', 'f32le', to]
}

export function toSound(bytes: Buffer): Sound {
  const whole = Math.floor(bytes.length / (4 * CHANNELS)) * CHANNELS
  const samples = new Float32Array(whole)
  for (let at = 0; at < whole; at++) samples[at] = bytes.readFloatLE(at * 4)
  return { samples, seconds: whole / CHANNELS / RATE }
}

/** What lies between two times; without an end, up to the end. */
export function sliceSound({ samples, seconds }: Sound, fromS: number, toS = seconds): Sound {
  const at = (timeS: number): number => Math.round(Math.max(timeS, 0) * RATE) * CHANNELS
  const part = samples.subarray(at(fromS), at(toS))
  return { samples: part, seconds: part.length / CHANNELS / RATE }
}

export function joinSounds(sounds: readonly Sound[]): Sound {
  const samples = new Float32Array(sounds.reduce((sum, sound) => sum + sound.samples.length, 0))
  let at = 0
  for (const sound of sounds) {
    samples.set(sound.samples, at)
    at += sound.samples.length
  }
  return { samples, seconds: samples.length / CHANNELS / RATE }
}

/** Level of a window of one channel, dB of full scale; -Infinity without samples. */
export function levelOf(
  { samples }: Sound,
  channel: number,
  window: { readonly fromS: number; readonly toS: number },
): number {
  const from = Math.max(Math.round(window.fromS * RATE), 0)
  const to = Math.min(Math.round(window.toS * RATE), samples.length / CHANNELS)
  let sum = 0
  for (let at = from; at < to; at++) sum += (samples[at * CHANNELS + channel] ?? 0) ** 2
  return to > from ? 10 * Math.log10(sum / (to - from)) : -Infinity
}
