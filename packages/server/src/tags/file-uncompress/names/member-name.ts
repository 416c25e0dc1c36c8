import { MediaRefusal } from '../../media/refusal.ts'

/** The name of a member as the archive has it. */
export type RawName = Uint8Array | string

/**
 * Returns a name as text. An archive that does not declare the encoding of its names comes from Unix, in UTF-8, or from
 * Windows, in the code page of its owner. A name that is not UTF-8 is read as GB 18030, which includes GBK. If that fails
 * too, it is read as the Western code page, which can decode any bytes.
 */
export function decodeName(name: RawName): string {
  if (typeof name === 'string') return name
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(name)
    } catch {
      continue
    }
  }
  return new TextDecoder('windows-1252').decode(name)
}

/**
 * The segments of a name joined by slashes; empty for the archive's own root. Throws a MediaRefusal for a name that
 * leaves the place where the archive is unpacked.
 */
export function checkName(name: string): string {
  // Some packers of Windows separate segments its way.
  const path = name.replaceAll('\\', '/')
  if (path.startsWith('/')) throw unsafe(name, 'an absolute path')
  if (/^[A-Za-z]:/.test(path)) throw unsafe(name, 'a path with a drive')
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..')) throw unsafe(name, 'a path that leads out of the archive')
  return segments.join('/')
}

function unsafe(name: string, what: string): MediaRefusal {
  const message = `The archive has a member with ${what}: ${shownName(name)}.`
  return new MediaRefusal('ResourceNotSupported', message)
}

/** Short, and without what no answer can spell. */
export function shownName(name: string): string {
  return JSON.stringify(name.slice(0, 100).toWellFormed()).replaceAll(/[\uFFFE\uFFFF]/g, '?')
}
