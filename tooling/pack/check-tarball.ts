import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What publint and Are The Types Wrong say of a tarball; rejects when it is not that all is well. */
export async function checkTarball(
  root: string,
  tarball: string,
  { hasTypes }: { hasTypes: boolean },
): Promise<string> {
  const programs = path.join(root, 'node_modules/.bin')
  await run(path.join(programs, 'publint'), ['run', tarball, '--strict'])
  if (!hasTypes) return 'publint: all good'
  await run(path.join(programs, 'attw'), [tarball, '--format', 'ascii'])
  return 'publint: all good; types: no problems'
}
