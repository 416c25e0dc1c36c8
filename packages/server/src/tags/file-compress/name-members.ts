import path from 'node:path'
import type { TagObject } from '../tag.ts'
import type { Params } from './params.ts'

/** An object under the name that it has in the archive. */
export interface Member {
  /** Relative, with slashes between its segments, none of them `..`. */
  readonly name: string
  readonly object: TagObject
  /** A key that ends with a slash and has no bytes is how buckets keep empty directories. */
  readonly isDirectory: boolean
}

/**
 * Names objects as `flatten` says: `0` with their keys, `1` with the last segment alone, `2` below the last segment of
 * the prefix, `3` below the prefix. No two members have one name, and no file has the name of another's directory: the
 * second `a.txt` is called `a (1).txt`.
 */
export function nameMembers(
  objects: readonly TagObject[],
  { flatten = '0', prefix = '' }: Pick<Params, 'flatten' | 'prefix'>,
): readonly Member[] {
  const wanted = objects
    .map((object) => ({
      object,
      isDirectory: isDirectory(object),
      name: nameOf(object.key, flatten, prefix),
    }))
    .filter(({ isDirectory, name }) => !isDirectory || (flatten !== '1' && name !== ''))
  const names = new FreeNames(wanted)
  return wanted.map(({ object, isDirectory, name }) => ({
    object,
    isDirectory,
    name: isDirectory ? name : names.take(name === '' ? '_' : name),
  }))
}

function isDirectory({ key, bytes }: TagObject): boolean {
  return key.endsWith('/') && bytes === 0
}

function nameOf(key: string, flatten: NonNullable<Params['flatten']>, prefix: string): string {
  // A prefix may end amid a segment: what is cut off is whole directories.
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  switch (flatten) {
    case '0':
      return safeName(key)
    case '1':
      return safeName(path.posix.basename(safeName(key)))
    case '2':
      return safeName(`${path.posix.basename(base)}/${key.slice(base.length)}`)
    case '3':
      return safeName(key.slice(base.length))
  }
}

/**
 * A key may be any text; what an archive is unpacked to must stay below the directory that it is unpacked in. Returns an
 * empty name if nothing of the key is left.
 */
function safeName(key: string): string {
  return (
    key
      .replaceAll('\\', '_')
      .split('/')
      .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
      .join('/')
      // Windows would take it for a drive, and dots alone for a directory.
      .replace(/^([A-Za-z]):(?=\/|$)/, '$1_')
      .replace(/^\.+$/, '')
  )
}

class FreeNames {
  readonly #directories: ReadonlySet<string>
  readonly #taken = new Set<string>()
  readonly #numbers = new Map<string, number>()

  constructor(members: readonly Omit<Member, 'object'>[]) {
    this.#directories = new Set(members.flatMap((member) => directoriesOf(member)))
  }

  take(wanted: string): string {
    let name = wanted
    while (this.#taken.has(name) || this.#directories.has(name)) {
      const number = (this.#numbers.get(wanted) ?? 0) + 1
      this.#numbers.set(wanted, number)
      const { dir, name: stem, ext } = path.posix.parse(wanted)
      name = path.posix.join(dir, `${stem} (${number})${ext}`)
    }
    this.#taken.add(name)
    return name
  }
}

/** Every directory that contains a member or is one. */
function directoriesOf({ name, isDirectory }: Omit<Member, 'object'>): string[] {
  const segments = name.split('/')
  const depth = isDirectory ? segments.length : segments.length - 1
  return Array.from({ length: depth }, (_, index) => segments.slice(0, index + 1).join('/'))
}
