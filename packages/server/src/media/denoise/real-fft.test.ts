import { expect, test } from 'vitest'
import { RealFft } from './real-fft.ts'

function tone(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin(i * 0.7) + 0.3 * Math.cos(i * i * 0.01) + 0.1)
}

test('the transform agrees with the definition, bin by bin', () => {
  const fft = new RealFft(128)
  const frame = tone(128)
  const re = new Float64Array(fft.bins)
  const im = new Float64Array(fft.bins)
  fft.forward(frame, re, im)
  for (let k = 0; k < fft.bins; k++) {
    let wantedRe = 0
    let wantedIm = 0
    frame.forEach((sample, n) => {
      wantedRe += sample * Math.cos((2 * Math.PI * k * n) / 128)
      wantedIm -= sample * Math.sin((2 * Math.PI * k * n) / 128)
    })
    expect(re[k]).toBeCloseTo(wantedRe, 6)
    expect(im[k]).toBeCloseTo(wantedIm, 6)
  }
})

test('the inverse restores the frame', () => {
  const fft = new RealFft(512)
  const frame = tone(512)
  const re = new Float64Array(fft.bins)
  const im = new Float64Array(fft.bins)
  const back = new Float32Array(512)
  fft.forward(frame, re, im)
  fft.inverse(re, im, back)
  frame.forEach((sample, n) => {
    expect(back[n]).toBeCloseTo(sample, 6)
  })
})
