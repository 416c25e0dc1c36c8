import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What a script prints, as JSON; `argv` is its `sys.argv[1:]`. Rejects when it fails. */
export async function python(script: string, argv: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)('python3', ['-c', script, ...argv], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout === '' ? undefined : JSON.parse(stdout)
}
