import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

/** Whether the system's Python is here: archives are looked at and made with another implementation than ours. */
export const hasPython = spawnSync('python3', ['-c', 'import zipfile, tarfile']).status === 0

/** What a script prints, as JSON; `argv` is its `sys.argv[1:]`. Rejects when it fails. */
export async function python(script: string, argv: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)('python3', ['-c', script, ...argv], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout === '' ? undefined : JSON.parse(stdout)
}
