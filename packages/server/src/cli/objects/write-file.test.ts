import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertWritable, makeOutputDirectory } from './write-file.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-write-'))
  await writeFile(at('file'), '')
})

afterAll(() => rm(directory, { recursive: true }))

const at = (name: string): string => path.join(directory, name)

test('a place for a file is made, and nothing is left in it', async () => {
  await assertWritable(at('new/inner'), at('new/inner/a.wav'))
  expect(await readdir(at('new/inner'))).toEqual([])
})

test.each([
  ['file', 'a file is in its place (EEXIST)'],
  ['file/inner', 'a part of the path is no directory (ENOTDIR)'],
])('%s is no directory', (name, reason) => {
  expect(() => {
    makeOutputDirectory(at(name))
  }).toThrow(`The directory ${at(name)} can't be made: ${reason}.`)
})

// Where a recursive mkdir of Node never ends.
test.runIf(process.platform === 'linux')('a directory of the system is refused', () => {
  expect(() => {
    makeOutputDirectory('/proc/none/inner')
  }).toThrow("The directory /proc/none/inner can't be made: there is no such file or directory (ENOENT).")
})
