import { accessSync, constants } from 'node:fs'
import { asRefused } from '../base/outages/file-refusals.ts'

/**
 * Throws FileRefusedError, with the reason and what to do, when `file` is not there or may not be read. `option` is what
 * names it.
 */
export function requireFile(file: string, option: string): void {
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    const advice = (code: string): string =>
      ['EACCES', 'EPERM'].includes(code)
        ? 'Run this as the user of the service.'
        : `Name the right one with ${option}.`
    throw asRefused(error, { what: `The database file ${file} can't be read`, place: file, advice })
  }
}
