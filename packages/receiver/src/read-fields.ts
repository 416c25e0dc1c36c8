import type { CallbackFields, CallbackValue } from './callback-fields.ts'
import { CallbackFormatError } from './callback-format-error.ts'
import { NodeBudget } from './limits.ts'
import type { XmlElement } from './read-xml.ts'

// XML and JSON, in each of its shapes, give the same value: every leaf is text, empty values are left out, and lists are
// arrays. Other elements are arrays when they are repeated, else bare values. `Object.fromEntries` also handles a name
// such as `__proto__`.

/** The lists of the protocol, each with the name of its container. */
const LISTS: ReadonlySet<string> = new Set([
  'Response.JobsDetail',
  'Input.CosHeaders',
  'WorkflowExecution.CosHeaders',
  'WorkflowExecution.Tasks',
  'OutputFile.ObjectName',
  'OutputFile.ObjectUrl',
  'OutputFile.Md5Info',
  'SpriteOutputFile.ObjectName',
  'SpriteOutputFile.ObjectUrl',
  'SpriteOutputFile.Md5Info',
  'Operation.PicProcessResult',
  'ResultInfo.ObjectInfo',
  'ResultInfo.SpriteObjectInfo',
  'Operation.WatermarkTemplateId',
  'Operation.Watermark',
  'Transcode.AudioMixArray',
  'ConcatTemplate.ConcatFragment',
  'Output.StreamExtract',
  'FileCompressConfig.Key',
  'ErrorDetail.ErrorFile',
  'Stream.Video',
  'Stream.Audio',
  'Stream.Subtitle',
])
const ROOT = 'Response'

type Entry = readonly [name: string, value: CallbackValue]

/** Returns the fields of the root element. */
export function fieldsOfXml(root: XmlElement): CallbackFields {
  if (root.name !== ROOT) throw unexpected('the root element is not Response')
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
  return fieldsOf(
    element.name,
    [...groups].map(([name, values]) => [name, bare(values)]),
  )
}

export function fieldsOfJson(value: unknown): CallbackFields {
  const fields = valueOfJson(value, { name: ROOT, depth: 1 }, new NodeBudget())
  if (fields === undefined || typeof fields === 'string' || isList(fields)) {
    throw unexpected('the JSON is not an object with members')
  }
  return fields
}

/** The position of a value; an element of an array has the array's name. */
interface Position {
  readonly name: string
  readonly depth: number
}

function valueOfJson(
  value: unknown,
  { name, depth }: Position,
  budget: NodeBudget,
): CallbackValue | undefined {
  budget.take(depth)
  if (value === null || value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object') throw unexpected('a value that JSON does not have')
  if (Array.isArray(value)) {
    const values = value
      .map((one: unknown) => valueOfJson(one, { name, depth: depth + 1 }, budget))
      .filter((one) => one !== undefined)
    return values.length === 0 ? undefined : bare(values)
  }
  const entries: Entry[] = []
  for (const [key, member] of Object.entries(value)) {
    const read = valueOfJson(member, { name: key, depth: depth + 1 }, budget)
    if (read !== undefined) entries.push([key, read])
  }
  return fieldsOf(name, entries)
}

/** Returns the fields of `parent`, with lists of one element as arrays, too. */
function fieldsOf(parent: string, entries: readonly Entry[]): CallbackFields | undefined {
  const fields = entries.flatMap(([name, value]): readonly Entry[] => {
    if (!LISTS.has(`${parent}.${name}`)) return [[name, value]]
    const values = (isList(value) ? value : [value]).filter((one) => !isLineBreak(one))
    return values.length === 0 ? [] : [[name, values]]
  })
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
}

/** In pretty-printed XML, the element of an empty list has a line break. */
function isLineBreak(value: CallbackValue): boolean {
  return typeof value === 'string' && /^\s*\n\s*$/.test(value)
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
