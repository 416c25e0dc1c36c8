import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { planFiles } from './plan-files.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-plan-'))
  await mkdir(at('films/inner'), { recursive: true })
  await mkdir(at('empty'))
  await mkdir(at('album'))
  for (const name of ['a.txt', 'b', 'c.unknown', 'd.wav', 'e.PDF']) await writeFile(at(`album/${name}`), '')
  for (const name of ['films/a.mov', 'films/b.mov', 'films/.hidden', 'films/inner/c.mov', 'a.mp4'])
    await writeFile(at(name), '')
})

afterAll(() => rm(directory, { recursive: true }))

const at = (name: string): string => path.join(directory, name)

interface Given {
  readonly tag: string
  readonly given: readonly string[]
  readonly out?: string
  readonly set?: readonly string[]
}

/** `inputs -> output`, without the directory of the test. */
function plan({ tag, given, out, set = [] }: Given): readonly string[] {
  const parameters = { tag, set, setOperation: [], template: undefined }
  return planFiles(parameters, { given: given.map(at), out: out === undefined ? out : at(out) }).map(
    ({ inputs, output }) => {
      const written = output && path.join(output.directory, output.name)
      return [...inputs, '->', written ?? 'printed'].join(' ').replaceAll(`${directory}/`, '')
    },
  )
}

test('one file becomes the file that is named, or one in a directory', () => {
  expect(plan({ tag: 'Transcode', given: ['a.mp4'], out: 'b.mkv' })).toEqual(['a.mp4 -> b.mkv'])
  expect(plan({ tag: 'Transcode', given: ['a.mp4'], out: 'empty' })).toEqual(['a.mp4 -> empty/a.mp4'])
  const set = ['Container.Format=hls']
  expect(plan({ tag: 'Transcode', given: ['a.mp4'], out: 'new/', set })).toEqual(['a.mp4 -> new/a.m3u8'])
  expect(plan({ tag: 'Snapshot', given: ['a.mp4'], out: 'empty' })).toEqual([
    'a.mp4 -> empty/a-${Number}.jpg',
  ])
  expect(plan({ tag: 'MediaInfo', given: ['a.mp4'] })).toEqual(['a.mp4 -> printed'])
})

test('the files of a directory become one job each, in the order of their names', () => {
  expect(plan({ tag: 'NoiseReduction', given: ['films'], out: 'out' })).toEqual([
    'films/a.mov -> out/a.wav',
    'films/b.mov -> out/b.wav',
  ])
  expect(plan({ tag: 'MediaInfo', given: ['films'], out: 'out' })).toEqual([
    'films/a.mov -> out/a.json',
    'films/b.mov -> out/b.json',
  ])
  expect(plan({ tag: 'FileUncompress', given: ['films'], out: 'out' })).toEqual([
    'films/a.mov -> out/a',
    'films/b.mov -> out/b',
  ])
  expect(plan({ tag: 'Transcode', given: ['films'], out: 'small-${InputName}.mp4' })).toEqual([
    'films/a.mov -> small-${InputName}.mp4',
    'films/b.mov -> small-${InputName}.mp4',
  ])
})

test('what is plainly no media is left out of a directory, unless the tag takes any file', () => {
  const planned = (tag: string, given: string, out?: string) => {
    const leftOut: string[] = []
    const plans = planFiles(
      { tag, set: [], setOperation: [], template: undefined },
      { given: [at(given)], out, onLeftOut: (files) => leftOut.push(...files) },
    )
    return [
      plans.map(({ inputs: [input = ''] }) => path.basename(input)),
      leftOut.map((file) => path.basename(file)),
    ]
  }
  expect(planned('MediaInfo', 'album')).toEqual([
    ['b', 'c.unknown', 'd.wav'],
    ['a.txt', 'e.PDF'],
  ])
  expect(planned('MediaInfo', 'album/a.txt')).toEqual([['a.txt'], []])
  expect(planned('FileHashCode', 'album')).toEqual([['a.txt', 'b', 'c.unknown', 'd.wav', 'e.PDF'], []])
})

test('some tags take all files in one job', () => {
  expect(plan({ tag: 'Concat', given: ['a.mp4', 'films'], out: 'all.mp4' })).toEqual([
    'a.mp4 films/a.mov films/b.mov -> all.mp4',
  ])
})

test('the standard output takes the output of one job', () => {
  const planned = (tag: string, ...given: readonly string[]) =>
    planFiles({ tag, set: [], setOperation: [], template: undefined }, { given: given.map(at), out: '-' })
  expect(planned('NoiseReduction', 'a.mp4')).toEqual([
    { inputs: [at('a.mp4')], output: { directory: '', name: 'a.wav', toStandardOutput: true } },
  ])
  expect(planned('MediaInfo', 'films').map(({ output }) => output)).toEqual([undefined, undefined])
  expect(() => planned('NoiseReduction', 'films')).toThrow('takes the output of one job')
  expect(() => planned('FileUncompress', 'a.mp4')).toThrow('give -o a directory')
})

test.each([
  [{ tag: 'NoiseReduction', given: ['a.mp4'] }, 'Give -o OUT'],
  [{ tag: 'NoiseReduction', given: ['none'], out: 'b' }, 'is no file and no directory'],
  [{ tag: 'NoiseReduction', given: ['empty'], out: 'b' }, 'has no file'],
  [{ tag: 'NoiseReduction', given: ['films'], out: 'one.wav' }, 'Several outputs need a directory'],
  [{ tag: 'Snapshot', given: ['films'], out: '${Number}.jpg' }, "such as -o '${InputName}.jpg'"],
  [{ tag: 'Snapshot', given: ['a.mp4'], out: '${Nummer}.jpg' }, 'Did you mean ${Number}?'],
  [{ tag: 'Snapshot', given: ['a.mp4'], out: '${Frame}.jpg' }, 'There are ${InputName}, '],
  [{ tag: 'Snapshot', given: ['a.mp4'], out: '${InputName}/a.jpg' }, 'not in its directory'],
  [{ tag: 'NoiseReduction', given: ['a.mp4', 'films'], out: 'b' }, 'Two files would be written as'],
])('%j has no plan', (given, sentence) => {
  expect(() => plan(given)).toThrow(sentence)
})
