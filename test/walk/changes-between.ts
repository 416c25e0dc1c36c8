import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** What is installed, and what commands leave behind. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage'])

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
