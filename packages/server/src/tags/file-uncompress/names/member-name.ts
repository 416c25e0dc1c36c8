/**
 * Returns the segments of a name joined by slashes; empty for the archive's own root. Returns undefined for a name that
 * leads out of the place where the archive is unpacked.
 */
export function pathOf(name: string): string | undefined {
  // Some packers of Windows separate segments its way.
  const slashed = name.replaceAll('\\', '/')
  // A letter and a colon are a drive before a slash alone: `a:b.txt` is an ordinary name.
  if (slashed.startsWith('/') || /^[A-Za-z]:\//.test(slashed)) return undefined
  const segments = slashed.split('/').filter((segment) => segment !== '' && segment !== '.')
  const path = segments.join('/')
  // Windows takes more dots for directories further up, or ignores them.
  return segments.includes('..') || /^\.+$/.test(path) ? undefined : path
}

/** As Unix and Windows end the names of directories where an archive has no kind of its own for them. */
export function isDirectoryName(name: string): boolean {
  return /[/\\]$/.test(name)
}

/** Short, and without what no answer can spell. */
export function shownName(name: string): string {
  return JSON.stringify(name.slice(0, 100).toWellFormed()).replaceAll(/[\uFFFE\uFFFF]/g, '?')
}
