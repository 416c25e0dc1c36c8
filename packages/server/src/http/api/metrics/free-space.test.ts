import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { FreeSpace } from './free-space.ts'

test('a directory that is there says how much may still be written; one that is not says nothing', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-space-'))
  const registry = new Registry()
  const space = new FreeSpace(registry, { data: directory, work: path.join(directory, 'none') })
  await space.read()
  const text = await registry.metrics()
  expect(Number(/^lemnis_directory_free_bytes\{directory="data"\} (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(
    0,
  )
  expect(text).not.toContain('"work"')
  await rm(directory, { recursive: true })
  await space.read()
  expect(await registry.metrics()).not.toContain('"data"')
})
