import { expect, test } from 'vitest'
import type { TagParameter } from '../command.ts'
import { misspeltParameter } from './misspelt-parameter.ts'

const parameter = (name: string): TagParameter => ({
  ...{ name, kind: 'value', values: 'text', required: false, description: 'It is one.' },
})

const TRANSCODE = [
  'Transcode',
  'Transcode.Container',
  'Transcode.Container.Format',
  'Transcode.Video',
  'Transcode.Video.Codec',
  'Transcode.Video.Width',
  'Transcode.Audio',
  'Transcode.Audio.Codec',
  'RemoveWatermark',
  'RemoveWatermark.Width',
].map(parameter)

const wrong = (set: readonly string[], setOperation: readonly string[] = []): string | undefined =>
  misspeltParameter({ tag: 'Transcode', set, setOperation }, TRANSCODE)

test.each([
  [
    ['Audio.Codec=aac', 'Video.Widht=640'],
    'Transcode has no parameter Video.Widht. Did you mean --set Video.Width=…?',
  ],
  [['Vidoe.Width=640'], 'Transcode has no parameter Vidoe.Width. Did you mean --set Video.Width=…?'],
  [['Width=640'], 'Transcode has no parameter Width. Did you mean --set Video.Width=…?'],
  [
    ['Video.Brightness=1'],
    'Transcode has no parameter Video.Brightness. "lemnis run Transcode --help" lists them.',
  ],
])('%j: %s', (set, sentence) => {
  expect(wrong(set)).toBe(sentence)
})

test('beside the block, only what belongs to the tag is compared', () => {
  expect(wrong([], ['UserData=a.b', 'Output.SpriteObject=s', 'RemoveWatermark.Width=1'])).toBeUndefined()
  expect(wrong([], ['RemoveWatermark.With=1'])).toBe(
    'Transcode has no parameter RemoveWatermark.With. Did you mean --set-operation RemoveWatermark.Width=…?',
  )
})

test('names are known whatever their case, and those of a tag of another release are not judged', () => {
  expect(wrong(['video.WIDTH=640'])).toBeUndefined()
  expect(misspeltParameter({ tag: 'New', set: ['A=1'], setOperation: [] }, undefined)).toBeUndefined()
})
