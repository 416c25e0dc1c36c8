import { accessSync, constants } from 'node:fs'
import { asRefused } from '../base/outages/file-refusals.ts'

/** Throws FileRefusedError, with the reason, when `file` is not there or may not be read. */
export function requireFile(file: string): void {
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    throw asRefused(error, { what: `The database file ${file} can't be read`, place: file })
  }
}
