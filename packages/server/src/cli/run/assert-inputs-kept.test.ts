import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertInputsKept } from './assert-inputs-kept.ts'
import { planFiles } from './plan-files.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-kept-'))
  await mkdir(at('talks'))
  for (const name of ['orig.wav', 'other.wav', 'talks/a.wav', 'talks/b.mp3', 'shot-1.jpg'])
    await writeFile(at(name), '')
  await symlink(at('orig.wav'), at('symbolic.wav'))
  await link(at('orig.wav'), at('hard.wav'))
  await symlink(at('talks'), at('same'))
})

afterAll(() => rm(directory, { recursive: true }))

const at = (name: string): string => path.join(directory, name)

function check(tag: string, given: readonly string[], out: string): () => void {
  const parameters = { tag, set: [], setOperation: [], template: undefined }
  return () => {
    assertInputsKept(planFiles(parameters, { given: given.map(at), out: at(out) }))
  }
}

test.each([
  ['NoiseReduction', ['orig.wav'], 'orig.wav', 'orig.wav is an input, which is never replaced'],
  ['NoiseReduction', ['orig.wav'], 'symbolic.wav', 'is the same file as the input'],
  ['NoiseReduction', ['symbolic.wav'], 'orig.wav', 'is the same file as the input'],
  ['NoiseReduction', ['orig.wav'], 'hard.wav', 'is the same file as the input'],
  ['NoiseReduction', ['talks'], 'talks/', 'a.wav is an input'],
  ['NoiseReduction', ['talks'], 'same/', 'is the same file as the input'],
  // Of another job of the same run.
  ['NoiseReduction', ['orig.wav', 'talks/b.mp3', 'talks/a.wav'], '${InputName}.wav', 'orig.wav is an input'],
  ['Concat', ['orig.wav', 'other.wav'], 'other.wav', 'other.wav is an input'],
  ['SmartCover', ['shot-1.jpg'], 'shot-${Number}.jpg', 'shot-1.jpg is an input'],
])('%s of %j is not written as %s', (tag, given, out, sentence) => {
  expect(check(tag, given, out)).toThrow(sentence)
})

test.each([
  ['NoiseReduction', ['orig.wav'], 'other.wav'],
  ['NoiseReduction', ['orig.wav'], 'new.wav'],
  ['NoiseReduction', ['orig.wav'], 'talks/'],
  ['SmartCover', ['shot-1.jpg'], 'picture-${Number}.jpg'],
])('%s of %j may be written as %s', (tag, given, out) => {
  expect(check(tag, given, out)).not.toThrow()
})
