import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { asRefused } from '../base/outages/file-refusals.ts'

/** The text of a file that an option names; `-` is the standard input. Throws FileRefusedError. */
export async function readInput(file: string): Promise<string> {
  try {
    // As a stream: the pipe of another program may have nothing to read yet, which ends a synchronous read with EAGAIN.
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'))
  } catch (error) {
    throw asRefused(error, { what: `${file} can't be read`, place: file })
  }
}
