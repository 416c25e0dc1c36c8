/** Names whose capitals do not follow from their words. */
const OWN = new Map([
  ['etag', 'ETag'],
  ['content-md5', 'Content-MD5'],
  ['www-authenticate', 'WWW-Authenticate'],
])
/** The vendor's own, and what clients gave an object, are in lower case. */
const LOWER = /^x-(cos|ci)-/

/** What was spelt before: the names of answers are few. */
const spelt = new Map<string, string>()

/**
 * Headers under the names that the vendor's pages have for them (`ETag`, `Content-Length`, `x-cos-request-id`): some
 * clients look them up by these capitals. `headers` has them in lower case.
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
