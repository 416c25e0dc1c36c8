import type { SpeechDenoiser } from '../speech-denoiser.ts'

/** Denoises a whole recording in chunks, frees the denoiser, and returns what came out, as long as the recording. */
export function denoiseWhole(
  denoiser: Pick<SpeechDenoiser, 'push' | 'flush' | 'free'>,
  input: Float32Array,
  chunk = input.length,
): Float32Array {
  const output = new Float32Array(input.length)
  let filled = 0
  const take = (samples: Float32Array): void => {
    const kept = samples.subarray(0, output.length - filled)
    output.set(kept, filled)
    filled += kept.length
  }
  for (let at = 0; at < input.length; at += chunk)
    for (const samples of denoiser.push(input.subarray(at, at + chunk))) take(samples)
  for (const samples of denoiser.flush()) take(samples)
  denoiser.free()
  if (filled < output.length) throw new Error(`only ${filled} of ${output.length} samples came out`)
  return output
}
