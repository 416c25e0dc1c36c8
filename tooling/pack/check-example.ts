import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Machine } from './machine.ts'
import type { Tarballs } from './pack.ts'

/** A service that was not stopped ends after its test. */
const LEAVE_WITHIN_MS = 10_000

/** Runs an example in a folder of its own, with the packed packages instead of published ones. */
export async function checkExample(example: string, machine: Machine, tarballs: Tarballs): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-example-'))
  try {
    await cp(example, folder, { recursive: true, filter: (file) => !file.includes('node_modules') })
    const packages = [tarballs.lemnis, tarballs.receiver, tarballs.testing]
    await machine.run(folder, ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages])
    const startedAt = performance.now()
    const scratch = path.join(folder, 'scratch')
    await mkdir(scratch)
    await machine.run(folder, ['npm', 'test'], { TMPDIR: scratch })
    await assertNothingLeft(scratch)
    return `passed in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Rejects when a directory of a service stays behind. */
async function assertNothingLeft(scratch: string): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const left = (await readdir(scratch)).filter((name) => name.startsWith('lemnis-'))
    if (left.length === 0) return
    if (performance.now() - startedAt > LEAVE_WITHIN_MS) throw new Error(`it left ${left.join(', ')}`)
    await setTimeout(100)
  }
}
