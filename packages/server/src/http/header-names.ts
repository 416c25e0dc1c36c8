/** Names whose capitals don't follow from their words. */
const OWN = new Map([
  ['etag', 'ETag'],
  ['content-md5', 'Content-MD5'],
  ['www-authenticate', 'WWW-Authenticate'],
])
/** The vendor's own headers, and those that clients stored with an object, are in lower case. */
const LOWER = /^x-(cos|ci)-/

/** Spellings so far: there are few different response headers. */
const spelt = new Map<string, string>()

/**
 * Returns headers under the names of the vendor's pages (`ETag`, `Content-Length`, `x-cos-request-id`), because some
 * clients look them up case-sensitively. `headers` has lower-case names.
 */
export function spellNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  const result: Record<string, string> = {}
  for (const name in headers) result[spell(name)] = headers[name] ?? ''
  return result
}

function spell(name: string): string {
  if (LOWER.test(name)) return name
  let spelling = spelt.get(name)
  if (spelling === undefined) {
    spelling = OWN.get(name) ?? name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase())
    spelt.set(name, spelling)
  }
  return spelling
}
