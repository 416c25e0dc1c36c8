type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that have a value: what was not sent must not be stored as if it were. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: Present<T> = { ...fields }
  for (const name in kept) if (kept[name] === undefined) Reflect.deleteProperty(kept, name)
  return kept
}
