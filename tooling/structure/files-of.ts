import { readdirSync } from 'node:fs'
import path from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', 'data', 'demo-output'])

/** The files of the project below `root`, by their paths from there; what is installed or made is left out. */
export function filesOf(root: string): readonly string[] {
  const files: string[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.posix.join(folder, entry.name)
      if (SKIPPED.has(entry.name) || entry.name === '.git') continue
      if (entry.isDirectory()) walk(file)
      else files.push(file)
    }
  }
  walk('')
  return files
}
