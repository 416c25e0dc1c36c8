import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface ScratchCopy extends Disposable {
  readonly directory: string
}

/** A copy of the working tree as it is, with what is not committed yet. The packages that npm installed are linked. */
export function makeScratchCopy(root: string): ScratchCopy {
  const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-faults-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' })
  const gone = new Set(deleted.split('\0'))
  for (const file of listed.split('\0')) {
    if (file === '' || gone.has(file)) continue
    const target = path.join(directory, file)
    mkdirSync(path.dirname(target), { recursive: true })
    copyFileSync(path.join(root, file), target)
  }
  linkPackages(path.join(root, 'node_modules'), path.join(directory, 'node_modules'))
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

/** The links of the workspaces stay relative, so that they lead to the copy's own packages. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.name.startsWith('@')) linkPackages(source, target)
    else if (!entry.name.startsWith('.')) symlinkSync(source, target)
  }
}
