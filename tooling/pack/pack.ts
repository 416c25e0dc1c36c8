import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The paths of the packed packages. */
export interface Tarballs {
  readonly lemnis: string
  readonly receiver: string
  readonly testing: string
}

/** Builds the packages of a clone and packs them into a folder. */
export async function packAll(root: string, into: string): Promise<Tarballs> {
  await run('npm', ['run', 'build'], { cwd: root })
  const pack = async (name: string): Promise<string> => {
    const { stdout } = await run('npm', ['pack', path.join(root, 'build', name), '--pack-destination', into])
    return path.join(into, stdout.trim())
  }
  return { lemnis: await pack('lemnis'), receiver: await pack('receiver'), testing: await pack('testing') }
}
