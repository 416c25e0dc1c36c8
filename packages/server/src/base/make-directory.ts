import { existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** Also false where this user may not look. */
export function isDirectory(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    return false
  }
}

/**
 * Makes a directory with those above it, unless it is there. Throws the error of the system. Node's own recursion never
 * ends where the system answers ENOENT below a directory, as in /proc.
 */
export function makeDirectory(directory: string, mode = 0o777): void {
  if (isDirectory(directory)) return
  const parent = path.dirname(directory)
  // A working directory that is gone is its own parent.
  if (parent !== directory && !existsSync(parent)) makeDirectory(parent, mode)
  try {
    mkdirSync(directory, { mode })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isDirectory(directory)) throw error
  }
}
