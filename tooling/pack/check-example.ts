import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Machine } from './machine.ts'
import type { Tarballs } from './pack.ts'

/** Runs an example in a folder of its own, with the packed packages instead of published ones. */
export async function checkExample(example: string, machine: Machine, tarballs: Tarballs): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-example-'))
  try {
    await cp(example, folder, { recursive: true, filter: (file) => !file.includes('node_modules') })
    const packages = [tarballs.lemnis, tarballs.receiver, tarballs.testing]
    await machine.run(folder, ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages])
    const startedAt = performance.now()
    await machine.run(folder, ['npm', 'test'])
    return `passed in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`
  } finally {
    await rm(folder, { recursive: true })
  }
}
