import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { mountSmallDisk, NO_SMALL_DISK } from '../base/testing/test-disk.ts'
import { checkDirectory } from './check-directory.ts'

const check = (dataDir: string) =>
  checkDirectory({ dataDir, clock: systemClock, ids: createIds(systemClock) })

test('a disk that is nearly full is named', async ({ skip }) => {
  await using disk = await mountSmallDisk(8 * 1024 ** 2)
  if (!disk) return skip(NO_SMALL_DISK)
  const about = { kind: 'disk_low', name: disk.directory }
  expect((await check(disk.directory)).problems).toMatchObject([{ state: 'failed', about }])
})

test('directories on the disk of the data directory are not named beside it', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-directory-'))
  for (const name of ['blobs', 'staging', 'work']) await mkdir(path.join(dataDir, name))
  const { problems } = await check(dataDir)
  expect(problems.map(({ about }) => about?.name).filter((name) => name !== dataDir)).toEqual([])
  await rm(dataDir, { recursive: true })
})
