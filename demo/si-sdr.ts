/**
 * Scale-invariant signal-to-distortion ratio in dB (Le Roux et al., 2019): how much of `heard` is the reference at
 * whatever level, against all else in it. Both at the same rate, aligned.
 */
export function siSdr(reference: Float32Array, heard: Float32Array): number {
  const length = Math.min(reference.length, heard.length)
  const clean = withoutMean(reference.subarray(0, length))
  const other = withoutMean(heard.subarray(0, length))
  let product = 0
  let energy = 0
  clean.forEach((sample, at) => {
    product += sample * (other[at] ?? 0)
    energy += sample * sample
  })
  const scale = product / energy
  let distortion = 0
  clean.forEach((sample, at) => {
    distortion += (scale * sample - (other[at] ?? 0)) ** 2
  })
  return 10 * Math.log10((scale * scale * energy) / distortion)
}

function withoutMean(samples: Float32Array): Float64Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
  return Float64Array.from(samples, (sample) => sample - mean)
}
