declare const content: unique symbol

/** The text of a JSON column: its type remembers what was written, so that reading it back needs no guess. */
export type JsonText<T> = string & { readonly [content]: T }

export function toJsonText<T>(value: T): JsonText<T> {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the one place where the brand is put on
  return JSON.stringify(value) as JsonText<T>
}

export function fromJsonText<T>(text: JsonText<T>): T {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- only `toJsonText` makes such a text
  return JSON.parse(text) as T
}
