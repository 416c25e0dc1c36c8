import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertWritable, makeOutputDirectory, openPart, removeEmpty } from './write-file.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-write-'))
  await writeFile(at('file'), '')
})

afterAll(() => rm(directory, { recursive: true }))

const at = (name: string): string => path.join(directory, name)

test('a place for a file is made, and can be taken away while it is empty', async () => {
  const made: string[] = []
  await assertWritable(at('new/inner/a.wav'), (place) => made.push(place))
  expect(await readdir(at('new/inner'))).toEqual([])
  expect(made).toEqual([at('new'), at('new/inner')])
  await writeFile(at('new/kept'), '')
  await removeEmpty(made)
  expect(await readdir(at('new'))).toEqual(['kept'])
})

test('a file that is there is left as it is until all bytes of the new one are', async () => {
  await writeFile(at('kept.wav'), 'old')
  await writeFile(at('kept.wav.part'), 'of someone else')
  await symlink(at('kept.wav'), at('link.wav'))
  await assertWritable(at('link.wav'))
  const part = await openPart(at('link.wav'))
  await part.handle.close()
  expect(part).toMatchObject({ path: at('kept.wav.2.part'), target: at('kept.wav') })
  expect(await readFile(at('kept.wav'), 'utf8')).toBe('old')
  expect(await readFile(at('kept.wav.part'), 'utf8')).toBe('of someone else')
})

test('what is read-only, or no file, is refused', async () => {
  await writeFile(at('read-only.wav'), '')
  await chmod(at('read-only.wav'), 0o444)
  await expect(assertWritable(at('read-only.wav'))).rejects.toThrow("can't be written: it is read-only.")
  await expect(assertWritable('/dev/null')).rejects.toThrow("/dev/null can't be written: it is no file.")
  await expect(assertWritable(directory)).rejects.toThrow('it is a directory (EISDIR)')
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
