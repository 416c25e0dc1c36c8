import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownDirectory, shownMode } from './own-directory.ts'

let parent: string
let directory: string

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'lemnis-own-'))
  directory = path.join(parent, 'data')
})

afterEach(() => {
  rmSync(parent, { recursive: true })
})

const modeOf = (...names: string[]): string => shownMode(statSync(path.join(directory, ...names)).mode)

test('a directory is made for this user alone, whatever the umask', () => {
  const before = process.umask(0)
  try {
    directory = path.join(directory, 'deep')
    expect(ownDirectory(directory)).toBeUndefined()
    expect(modeOf()).toBe('700')
  } finally {
    process.umask(before)
  }
})

test('what an earlier release left open is closed, and nothing else is touched', () => {
  mkdirSync(directory)
  for (const name of ['lemnis.db', 'lemnis.db-wal', 'lock', 'notes.txt']) {
    writeFileSync(path.join(directory, name), '')
    chmodSync(path.join(directory, name), 0o664)
  }
  chmodSync(directory, 0o2755)
  expect(shownMode(ownDirectory(directory) ?? 0)).toBe('755')
  expect([modeOf(), modeOf('lemnis.db'), modeOf('lemnis.db-wal'), modeOf('lock')]).toEqual([
    '700',
    '600',
    '600',
    '600',
  ])
  expect(modeOf('notes.txt')).toBe('664')
  expect(statSync(directory).mode & 0o2000).toBe(0o2000)
  expect(ownDirectory(directory)).toBeUndefined()
})

test('an empty directory, as a volume or a supervisor makes it, is closed', () => {
  mkdirSync(path.join(directory, 'lost+found'), { recursive: true })
  chmodSync(directory, 0o755)
  ownDirectory(directory)
  expect(modeOf()).toBe('700')
})

test.each([
  ['that holds somebody’s files', 0o755, ['thesis.odt']],
  ['like /tmp', 0o1777, ['lock']],
])('a directory %s is refused and left as it is, with the command that closes it', (_, mode, names) => {
  mkdirSync(directory)
  for (const name of names) writeFileSync(path.join(directory, name), '')
  chmodSync(directory, mode)
  expect(() => ownDirectory(directory)).toThrow(`run "chmod 700 ${directory}" when nobody else needs it`)
  expect(statSync(directory).mode & 0o7777).toBe(mode)
})

test('a file in its place is told of', () => {
  writeFileSync(directory, '')
  const sentence = /^The data directory .* can't be used: a file is in its place \(EEXIST\)\. Name another/
  expect(() => ownDirectory(directory)).toThrow(sentence)
  expect(() => ownDirectory(path.join(directory, 'below'))).toThrow(/ENOTDIR/)
})
