import { parseArgs } from 'node:util'
import { readClientSettings } from '../config/client-settings.ts'

const TIMEOUT_MS = 5_000

/** Asks a running service how it is and prints the answer. */
export async function status(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const local = readClientSettings(process.env)
  const url = values.url ?? local.url
  const token = values.token ?? local.token
  if (token === undefined) return fail('Give the admin token with --token or LEMNIS_ADMIN_TOKEN.')
  let response: Response
  try {
    response = await fetch(new URL('/_lemnis/api/status', url), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    return fail(`No service answers at ${url}: ${error instanceof Error ? error.message : String(error)}.`)
  }
  const body = await response.text()
  if (!response.ok) return fail(`${url} answered ${response.status}: ${body}`)
  process.stdout.write(values.json ? `${body}\n` : readable(JSON.parse(body)))
  return 0
}

/** Nested counts as one indented line each. */
function readable(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return `${indent}${String(value)}\n`
  return Object.entries(value)
    .map(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? `${indent}${name}\n${readable(inner, `${indent}  `)}`
        : `${indent}${name}: ${String(inner)}\n`,
    )
    .join('')
}

function fail(sentence: string): number {
  process.stderr.write(`lemnis: ${sentence}\n`)
  return 1
}
