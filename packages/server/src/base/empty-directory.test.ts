import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { emptyDirectory } from './empty-directory.ts'
import { mountSmallDisk, NO_SMALL_DISK } from './testing/test-disk.ts'

test('what a killed process left is gone, whatever its modes', async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'lemnis-empty-'))
  const directory = path.join(parent, 'work')
  await emptyDirectory(directory)
  mkdirSync(path.join(directory, 'run-1', 'deep'), { recursive: true })
  writeFileSync(path.join(directory, 'run-1', 'deep', 'out.wav'), 'bytes', { mode: 0o400 })
  await emptyDirectory(directory)
  expect(readdirSync(directory)).toEqual([])
  rmSync(parent, { recursive: true })
})

test('a full disk stops nothing when the directory is there', async ({ skip }) => {
  await using disk = await mountSmallDisk(1024 ** 2)
  if (!disk) return skip(NO_SMALL_DISK)
  const directory = path.join(disk.directory, 'work')
  await emptyDirectory(directory)
  disk.fill()
  await emptyDirectory(directory)
  expect(readdirSync(disk.directory)).toContain('work')
})
