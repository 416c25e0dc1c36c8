import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What benchmarks run beside Lemnis is installed apart from the rest. */
const PEERS = 'bench/node_modules'
const MAX_OUTPUT = 256 * 1024 * 1024

export interface ScratchCopy extends Disposable {
  readonly directory: string
}

/** A copy of the working tree as it is, with what is not committed yet. The packages that npm installed are linked. */
export function copyWorkingTree(root: string): ScratchCopy {
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')
  const deleted = new Set(git(root, 'ls-files', '-z', '--deleted').split('\0'))
  return makeCopy(root, (directory) => {
    for (const file of listed.filter((name) => name !== '' && !deleted.has(name))) {
      const target = path.join(directory, file)
      mkdirSync(path.dirname(target), { recursive: true })
      copyFileSync(path.join(root, file), target)
    }
  })
}

/** The tree of a commit, with the packages that are installed now. */
export function copyCommit(root: string, commit: string): ScratchCopy {
  return makeCopy(root, (directory) => {
    const archive = execFileSync('git', ['archive', '--format=tar', commit], {
      cwd: root,
      maxBuffer: MAX_OUTPUT,
    })
    execFileSync('tar', ['-x', '-C', directory], { input: archive })
  })
}

function makeCopy(root: string, fill: (directory: string) => void): ScratchCopy {
  const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-copy-'))
  fill(directory)
  for (const modules of ['node_modules', PEERS])
    if (existsSync(path.join(root, modules)))
      linkPackages(path.join(root, modules), path.join(directory, modules))
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

function git(root: string, ...argv: readonly string[]): string {
  return execFileSync('git', argv, { cwd: root, encoding: 'utf8', maxBuffer: MAX_OUTPUT })
}

/** The programs of the packages. */
const PROGRAMS = '.bin'

/** The links of the workspaces stay relative, so that they lead to the copy's own packages. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.name.startsWith('@')) linkPackages(source, target)
    else if (!entry.name.startsWith('.') || entry.name === PROGRAMS) symlinkSync(source, target)
  }
}
