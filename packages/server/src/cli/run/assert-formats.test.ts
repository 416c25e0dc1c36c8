import { expect, test } from 'vitest'
import { assertFormats } from './assert-formats.ts'

interface Given {
  readonly tag: string
  readonly name: string
  readonly input?: string
  readonly set?: readonly string[]
  readonly setOperation?: readonly string[]
  readonly template?: string
}

function check({ tag, name, input = 'in.mp4', set = [], setOperation = [], template }: Given): () => void {
  const plans = [{ inputs: [input], output: { directory: '.', name } }]
  return () => {
    assertFormats({ tag, set, setOperation, template }, plans)
  }
}

test.each([
  [
    { tag: 'NoiseReduction', name: 'x.ogg' },
    'NoiseReduction makes no .ogg: name the output .wav, .mp3, .m4a, or',
  ],
  [{ tag: 'NoiseReduction', name: 'x.xyz' }, 'give the format with --set Format=….'],
  [{ tag: 'Snapshot', name: '${Number}.bmp' }, 'name the output .jpg, .jpeg, .png, .webp'],
  [{ tag: 'Watermark', name: 'x.ogg' }, '--set-operation Transcode.Container.Format=…'],
  [
    { tag: 'PicProcess', name: 'x.png', input: 'a.JPG', set: ['ProcessRule=imageMogr2/rotate/90'] },
    'keeps the format of its input: name the output .jpg, or add /format/png',
  ],
])('%j is refused', (given, sentence) => {
  expect(check(given)).toThrow(sentence)
})

test.each([
  { tag: 'NoiseReduction', name: 'x.MP3' },
  { tag: 'NoiseReduction', name: 'x' },
  { tag: 'NoiseReduction', name: 'x.ogg', set: ['Format=wav'] },
  { tag: 'NoiseReduction', name: 'x.ogg', template: 't1' },
  { tag: 'Snapshot', name: 'x.${Ext}' },
  { tag: 'Watermark', name: 'x.ogg', setOperation: ['Transcode.Container.Format=mp4'] },
  { tag: 'PicProcess', name: 'x.jpeg', input: 'a.jpg' },
  { tag: 'PicProcess', name: 'x.png', input: 'a.jpg', set: ['ProcessRule=imageMogr2/format/png'] },
])('%j is accepted', (given) => {
  expect(check(given)).not.toThrow()
})
