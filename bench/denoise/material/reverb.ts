import { seeded } from '../../../packages/server/src/media/denoise/speech-like.ts'
import { RealFft } from '../../../packages/server/src/media/denoise/real-fft.ts'

export interface Reverb {
  /** Seconds until an echo is 60 dB softer. */
  readonly t60S: number
  /** Hz */
  readonly rate: number
  readonly seed: number
}

/** Speech as it sounds in a room: the direct sound, some early echoes, and noise that fades behind them. */
export function withReverb(speech: Float32Array, { t60S, rate, seed }: Reverb): Float32Array {
  const random = seeded(seed)
  const response = new Float32Array(Math.round(t60S * rate))
  for (let n = 0; n < response.length; n++) {
    const fading = 10 ** ((-3 * n) / response.length)
    response[n] = n < 0.004 * rate ? 0 : 0.06 * fading * (random() + random() - 1)
  }
  for (let echo = 0; echo < 6; echo++)
    response[Math.round((0.004 + 0.02 * random()) * rate)] = 0.4 * (random() - 0.5)
  response[0] = 1
  return convolved(speech, response)
}

/** By blocks in the frequency domain. */
function convolved(signal: Float32Array, response: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(2 * response.length))
  const fft = new RealFft(fourTo(size))
  const step = fft.size - response.length + 1
  const spectrum = (samples: Float32Array): { re: Float64Array; im: Float64Array } => {
    const padded = new Float32Array(fft.size)
    padded.set(samples)
    const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)]
    fft.forward(padded, re, im)
    return { re, im }
  }
  const filter = spectrum(response)
  const out = new Float32Array(signal.length)
  const piece = new Float32Array(fft.size)
  for (let at = 0; at < signal.length; at += step) {
    const { re, im } = spectrum(signal.subarray(at, at + step))
    for (let k = 0; k < fft.bins; k++) {
      const [a, b, c, d] = [re[k] ?? 0, im[k] ?? 0, filter.re[k] ?? 0, filter.im[k] ?? 0]
      re[k] = a * c - b * d
      im[k] = a * d + b * c
    }
    fft.inverse(re, im, piece)
    for (let n = 0; n < fft.size && at + n < out.length; n++)
      out[at + n] = (out[at + n] ?? 0) + (piece[n] ?? 0)
  }
  return out
}

/** The transform has sizes of twice a power of 4. */
function fourTo(size: number): number {
  let fitting = 512
  while (fitting < size) fitting *= 4
  return fitting
}
