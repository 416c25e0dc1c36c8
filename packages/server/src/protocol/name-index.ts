import { lowerAscii } from './percent-encoding.ts'

/** An entry for names of headers or parameters. */
export interface Named {
  /** Not case-sensitive; a star at the end matches any rest. */
  readonly names: readonly string[]
}

/** Finds entries by name. A full name takes precedence over one with a star. */
export class NameIndex<T extends Named> {
  readonly #whole: ReadonlyMap<string, readonly T[]>
  readonly #prefixes: readonly { readonly start: string; readonly entry: T }[]

  constructor(entries: readonly T[]) {
    const named = entries.flatMap((entry) => entry.names.map((name) => ({ name: lowerAscii(name), entry })))
    const isPrefix = ({ name }: { readonly name: string }): boolean => name.endsWith('*')
    const whole = Map.groupBy(
      named.filter((one) => !isPrefix(one)),
      ({ name }) => name,
    )
    this.#whole = new Map([...whole].map(([name, of]) => [name, of.map(({ entry }) => entry)]))
    this.#prefixes = named.filter(isPrefix).map(({ name, entry }) => ({ start: name.slice(0, -1), entry }))
  }

  /** Returns the first entry that `matches`. */
  find(name: string, matches: (entry: T) => boolean = () => true): T | undefined {
    const lowerName = lowerAscii(name)
    return (
      this.#whole.get(lowerName)?.find(matches) ??
      this.#prefixes.find(({ start, entry }) => lowerName.startsWith(start) && matches(entry))?.entry
    )
  }

  has(name: string): boolean {
    return this.find(name) !== undefined
  }
}
