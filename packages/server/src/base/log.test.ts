import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { mountSmallDisk, NO_SMALL_DISK } from './testing/test-disk.ts'

const LOG = new URL('./log.ts', import.meta.url).href

test('a log file on a full disk ends nothing, and what was said meanwhile follows once there is room', async ({
  skip,
}) => {
  await using disk = await mountSmallDisk(1024 ** 2)
  if (!disk) return skip(NO_SMALL_DISK)
  const file = path.join(disk.directory, 'lemnis.log')
  const descriptor = openSync(file, 'a')
  disk.fill()
  const script = `const { createLog } = await import(${JSON.stringify(LOG)})
    const log = createLog('info')
    log.info('while it was full')
    process.stdout.write('alive')
    process.stdin.once('data', () => { log.info('after'); process.exit(0) })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', descriptor],
  })
  const ended = once(child, 'exit')
  const alive = child.stdout ? once(child.stdout, 'data') : Promise.resolve()
  expect(await Promise.race([alive.then(() => 'alive'), ended.then(() => 'ended')])).toBe('alive')
  await disk.makeRoom()
  child.stdin?.write('go on')
  await ended
  closeSync(descriptor)
  expect(child.exitCode).toBe(0)
  expect(readFileSync(file, 'utf8')).toMatch(/while it was full.*\n.*after/)
})
