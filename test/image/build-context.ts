import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Copies the clone as a container engine sends it: without what .dockerignore names. */
export function copyContext(clone: string, into: string): void {
  const patterns = readFileSync(path.join(clone, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  mkdirSync(into, { recursive: true })
  cpSync(clone, into, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => {
      const relative = path.relative(clone, file)
      return relative === '' || !patterns.some((pattern) => path.matchesGlob(relative, pattern))
    },
  })
}
