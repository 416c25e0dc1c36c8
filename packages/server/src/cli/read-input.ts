import { readFileSync } from 'node:fs'
import { asRefused } from '../base/outages/file-refusals.ts'

/** The text of a file that an option names; `-` is the standard input. Throws FileRefusedError. */
export function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw asRefused(error, { what: `${file} can't be read`, place: file })
  }
}
