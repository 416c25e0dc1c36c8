/** Elements of the protocol as JSON: a repeated element is a list. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = Readonly<Record<string, Json>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text at a path; of repeated elements that of the first. Empty where there is none. */
export function textAt(value: Json | undefined, path: readonly string[]): string {
  const found = valueAt(value, path)
  return found === null || found === undefined || typeof found === 'object' ? '' : String(found)
}

export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  const one = firstOf(value)
  const [name, ...rest] = path
  if (name === undefined) return one
  return isObject(one) ? valueAt(one[keyIn(one, name)], rest) : undefined
}

/**
 * Sets the text at a path, and leaves everything else as it is. An empty text removes the element, and those around it
 * that have nothing else.
 */
export function withText(value: Json | undefined, path: readonly string[], text: string): JsonObject {
  return withValue(value, path, text === '' ? undefined : text)
}

/** The same with any value; `undefined` removes it. */
export function withValue(
  value: Json | undefined,
  path: readonly string[],
  wanted: Json | undefined,
): JsonObject {
  const object = isObject(value) ? value : {}
  const [name = '', ...rest] = path
  if (wanted === undefined && valueAt(object, path) === undefined) return object
  const key = keyIn(object, name)
  const before = object[key]
  const after = rest.length === 0 ? wanted : withValue(firstOf(before), rest, wanted)
  const isGone = wanted === undefined && (after === undefined || isEmpty(after))
  const next = replaceFirst(before, isGone ? undefined : after)
  if (next !== undefined) return { ...object, [key]: next }
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== key))
}

const firstOf = (value: Json | undefined): Json | undefined => (isList(value) ? value[0] : value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Of repeated elements a form knows the first; the others stay. */
function replaceFirst(before: Json | undefined, first: Json | undefined): Json | undefined {
  if (!isList(before)) return first
  const others = before.slice(1)
  const all = first === undefined ? others : [first, ...others]
  return all.length === 0 ? undefined : all
}

const isEmpty = (value: Json): boolean => isObject(value) && Object.keys(value).length === 0

/** The service reads names in any case, where the exact one is missing. */
function keyIn(object: JsonObject, name: string): string {
  if (Object.hasOwn(object, name)) return name
  return Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name
}
