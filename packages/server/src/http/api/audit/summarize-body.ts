import type { JsonValue } from '../../../base/json.ts'

/** What an entry holds at most of a body. */
const LIMITS = { depth: 4, members: 20, textChars: 200, allChars: 2_000 } as const
const HIDDEN = '(hidden)'
/** Names whose values nobody may read later. `secretId` names a key and is none. */
const SECRET = /secret(?!id$)|token|passw|credential|authorization|signature/i
/** Addresses may have a user and a password, and their parameters are often signatures and tokens. */
const USER_OF_URL = /(\/\/)[^/\s@"'<>]+@/g
const PARAMETER = /([?&][^=&\s"'<>]*=)[^&\s"'<>]+/g
/** An element of a request that is given as XML. */
const SECRET_ELEMENT = /(<(\w*(?:secret|token|passw|credential)\w*)>)[^<]+/gi

/** Returns what a body asked for: without secrets, and no more of it than an entry may hold. */
export function summarizeBody(body: unknown): JsonValue {
  const summary = summarize(body, 0)
  const text = JSON.stringify(summary)
  return text.length <= LIMITS.allChars ? summary : `${text.slice(0, LIMITS.allChars)}…`
}

function summarize(value: unknown, depth: number): JsonValue {
  if (typeof value === 'string') return summarizeText(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object') return null
  if (depth === LIMITS.depth) return '…'
  if (isList(value)) return summarizeList(value, depth)
  const all: readonly [string, unknown][] = Object.entries(value)
  const shown = all
    .slice(0, LIMITS.members)
    .map(([name, member]): [string, JsonValue] => [
      name.slice(0, LIMITS.textChars),
      SECRET.test(name) && member !== null ? HIDDEN : summarize(member, depth + 1),
    ])
  const rest = all.length - shown.length
  return { ...Object.fromEntries(shown), ...(rest > 0 && { '…': `${rest} more` }) }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

function summarizeList(values: readonly unknown[], depth: number): JsonValue {
  const shown = values.slice(0, LIMITS.members).map((value) => summarize(value, depth + 1))
  const rest = values.length - shown.length
  return rest > 0 ? [...shown, `${rest} more`] : shown
}

function summarizeText(text: string): string {
  // Cut twice: what is not shown need not be searched.
  const shown = hideSecrets(text.slice(0, 10 * LIMITS.textChars))
  return shown.length <= LIMITS.textChars && text.length <= 10 * LIMITS.textChars
    ? shown
    : `${shown.slice(0, LIMITS.textChars)}…`
}

/** Returns a text without the users, passwords and parameters of its addresses, and without elements that are secrets. */
export function hideSecrets(text: string): string {
  return text.replace(SECRET_ELEMENT, `$1${HIDDEN}`).replace(USER_OF_URL, '$1').replace(PARAMETER, '$1…')
}
