import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'

/** What a clone does not have, or need not. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'data', 'demo-output', 'dist', 'coverage'])
/** In `node_modules`, links to what the repository has itself. */
const OWN_PACKAGES = ['@lemnis', 'lemnis']
/** What is installed apart from the rest. */
const PEERS = 'bench/node_modules'

/** Copies the repository; the packages that npm installed are links to those of the original. */
export async function copyRepository(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (file) => !LEFT_OUT.has(path.basename(file)) })
  const [installed, links] = [path.join(from, 'node_modules'), path.join(to, 'node_modules')]
  await mkdir(links)
  for (const name of await readdir(installed)) {
    if (OWN_PACKAGES.includes(name)) continue
    await symlink(path.join(installed, name), path.join(links, name))
  }
  // As npm does it: the copy has to run its own code.
  for (const name of OWN_PACKAGES)
    await cp(path.join(installed, name), path.join(links, name), { recursive: true, verbatimSymlinks: true })
  await symlink(path.join(from, PEERS), path.join(to, PEERS))
}

/** How a file differs between two copies of the repository. */
export interface Change {
  readonly file: string
  readonly kind: 'new' | 'changed' | 'gone'
  /** Lines that the other copy does not have. */
  readonly added: number
  readonly removed: number
}

export async function changesBetween(before: string, after: string): Promise<readonly Change[]> {
  const [old, now] = [await readFiles(before), await readFiles(after)]
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((file): Change[] => {
    const [was, is] = [old.get(file), now.get(file)]
    if (was === is) return []
    const kind = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed'
    return [{ file, kind, added: countOnly(is, was), removed: countOnly(was, is) }]
  })
}

/** Counts the lines of a text that another does not have. */
function countOnly(text = '', other = ''): number {
  const known = new Set(other.split('\n'))
  return text.split('\n').filter((line) => !known.has(line)).length
}

async function readFiles(root: string, below = ''): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    const file = path.posix.join(below, entry.name)
    if (LEFT_OUT.has(entry.name)) continue
    if (entry.isDirectory()) for (const [name, text] of await readFiles(root, file)) files.set(name, text)
    else files.set(file, await readFile(path.join(root, file), 'latin1'))
  }
  return files
}
