import { CommandError, usageError } from './command.ts'
import { readInput } from './read-input.ts'

export const REQUEST_FILE_HELP = 'FILE               the request in XML or JSON; - is the standard input'

/**
 * Sends the request of the protocol that a file holds: XML as a text, JSON as its value. What the service refuses is
 * reported with the name of the file. Throws CommandError.
 */
export async function sendFile<T>(file: string, send: (request: unknown) => Promise<T>): Promise<T> {
  const text = await readInput(file)
  try {
    return await send(parseRequest(text))
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== 2) throw error
    throw new CommandError(`${file === '-' ? 'standard input' : file}: ${error.message}`)
  }
}

/** XML stays as it is. Throws CommandError. */
export function parseRequest(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return text
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError(`The request is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
