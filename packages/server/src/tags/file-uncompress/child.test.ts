import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { sleep } from '../../base/tasks/wait.ts'
import { run } from './child.ts'
import { UNPACK_LIMITS } from './unpack-limits.ts'

test('when a torn tar is rejected nothing is written any more: its folder can be removed', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-torn-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const packing = pack()
  for (const name of ['a', 'b', 'c']) packing.entry({ name }, 'x'.repeat(3_000))
  packing.finalize()
  const whole = Buffer.from(await text(packing))
  const inputPath = path.join(directory, 'torn.tar')
  for (let cut = 600; cut < 11_000; cut += 100) {
    writeFileSync(inputPath, whole.subarray(0, cut))
    const into = mkdtempSync(path.join(directory, 'run-'))
    const order = { inputPath, directory: into, prefix: 'x/', limits: { ...UNPACK_LIMITS } }
    await run(order, () => undefined).catch(() => undefined)
    const made = readdirSync(into)
    await sleep(2)
    expect(readdirSync(into)).toEqual(made)
  }
})
