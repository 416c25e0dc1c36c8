import type { CallbackFields, CallbackValue } from './callback.ts'
import { CallbackFormatError } from './callback-format-error.ts'
import { NodeBudget } from './limits.ts'
import type { XmlElement } from './read-xml.ts'

// XML and JSON come out alike: every leaf is text, what is empty is left out, siblings of one name are an array, one
// alone is a bare value. `Object.fromEntries` also takes a name such as `__proto__` for a name.

type Entry = readonly [name: string, value: CallbackValue]

/** What stands inside the root element. */
export function fieldsOfXml(root: XmlElement): CallbackFields {
  if (root.name !== 'Response') throw unexpected('the root element is not Response')
  const value = valueOfXml(root)
  if (value === undefined || typeof value === 'string') throw unexpected('Response holds no elements')
  return value
}

function valueOfXml(element: XmlElement): string | CallbackFields | undefined {
  if (element.children.length === 0) return element.text === '' ? undefined : element.text
  if (/\S/.test(element.text)) throw unexpected('text beside elements')
  const groups = new Map<string, CallbackValue[]>()
  for (const child of element.children) {
    const value = valueOfXml(child)
    if (value === undefined) continue
    const group = groups.get(child.name)
    if (group) group.push(value)
    else groups.set(child.name, [value])
  }
  return fieldsOf([...groups].map(([name, values]) => [name, bare(values)]))
}

export function fieldsOfJson(value: unknown): CallbackFields {
  const fields = valueOfJson(value, 1, new NodeBudget())
  if (fields === undefined || typeof fields === 'string' || isList(fields)) {
    throw unexpected('the JSON is not an object with members')
  }
  return fields
}

function valueOfJson(value: unknown, depth: number, budget: NodeBudget): CallbackValue | undefined {
  budget.take(depth)
  if (value === null || value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object') throw unexpected('a value that JSON does not have')
  if (Array.isArray(value)) {
    const values = value
      .map((one: unknown) => valueOfJson(one, depth + 1, budget))
      .filter((one) => one !== undefined)
    return values.length === 0 ? undefined : bare(values)
  }
  const entries: Entry[] = []
  for (const [name, member] of Object.entries(value)) {
    const read = valueOfJson(member, depth + 1, budget)
    if (read !== undefined) entries.push([name, read])
  }
  return fieldsOf(entries)
}

function fieldsOf(entries: readonly Entry[]): CallbackFields | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function bare(values: readonly CallbackValue[]): CallbackValue {
  const [first, ...others] = values
  return first !== undefined && others.length === 0 ? first : values
}

export function isList(value: CallbackValue): value is readonly CallbackValue[] {
  return Array.isArray(value)
}

export function unexpected(what: string): CallbackFormatError {
  return new CallbackFormatError('unexpected-shape', what)
}
