import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertWritable, makeDirectory } from './write-file.ts'

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

test.each(['file', 'file/inner'])('%s is no directory', async (name) => {
  await expect(makeDirectory(at(name))).rejects.toThrow(
    `The directory ${at('file')} can't be made: a file is`,
  )
})

// Where a recursive mkdir of Node never ends.
test.runIf(process.platform === 'linux')('a directory of the system is refused', async () => {
  await expect(makeDirectory('/proc/none/inner')).rejects.toThrow("The directory /proc/none can't be made")
})
