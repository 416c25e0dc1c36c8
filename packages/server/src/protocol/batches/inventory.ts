import { invalidArgument } from '../xml/read-fields.ts'

/** More than one batch can process in weeks. */
const MAX_FILES = 1_000

/** The fields that are read of the manifest.json of a bucket's inventory. */
export interface InventoryManifest {
  readonly columns: InventoryColumns
  /** Keys of its files. */
  readonly files: readonly string[]
}

/** The columns of the fields in a line, from 0. */
export interface InventoryColumns {
  readonly key: number
  readonly bucket?: number | undefined
  readonly isLatest?: number | undefined
  readonly isDeleteMarker?: number | undefined
}

/** Throws InvalidArgument, naming the field, unless it is an inventory of `bucket` in CSV. */
export function readManifest(text: string, bucket: string): InventoryManifest {
  const manifest = fieldsOf(parseJson(text), 'it')
  const source = textOf(manifest, 'sourceBucket')
  const account = manifest['sourceAppid']
  const fullName =
    typeof account === 'string' && !source.endsWith(`-${account}`) ? `${source}-${account}` : source
  if (fullName !== bucket) throw wrong(`its sourceBucket is ${clip(fullName)}, not ${bucket}`)
  const format = textOf(manifest, 'fileFormat')
  if (format.toUpperCase() !== 'CSV') throw wrong(`its fileFormat is ${clip(format)}; only CSV is read`)
  const files = manifest['files']
  if (!Array.isArray(files)) throw wrong('its files must be a list')
  if (files.length > MAX_FILES) throw wrong(`it has ${files.length} files; at most ${MAX_FILES} are read`)
  const keys = files.map((file: unknown, at) => textOf(fieldsOf(file, `files[${at}]`), 'key'))
  return { columns: readSchema(textOf(manifest, 'fileSchema')), files: keys }
}

function readSchema(schema: string): InventoryColumns {
  const names = schema.split(',').map((name) => name.trim().toLowerCase())
  const at = (name: string): number | undefined => {
    const index = names.indexOf(name.toLowerCase())
    return index === -1 ? undefined : index
  }
  const key = at('Key')
  if (key === undefined) throw wrong('its fileSchema has no Key')
  return { key, bucket: at('Bucket'), isLatest: at('IsLatest'), isDeleteMarker: at('IsDeleteMarker') }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw wrong('it is no JSON')
  }
}

function fieldsOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw wrong(`${name} must be an object`)
  return { ...value }
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name]
  if (typeof value === 'string' && value !== '') return value
  throw wrong(`its ${name} is missing`)
}

const LONGEST_SHOWN = 128

function clip(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

function wrong(reason: string) {
  return invalidArgument(`Input.Manifest must be the manifest.json of an inventory: ${reason}.`)
}

/** The meaning of a line of an inventory's file. */
export type InventoryEntry =
  | { readonly kind: 'object'; readonly key: string }
  /** An old version or a delete marker: no current object. */
  | { readonly kind: 'past' }
  | { readonly kind: 'wrong'; readonly reason: string }

/** `bucket` is the full name; in some inventories its field lacks the account. */
export function readInventoryLine(line: string, columns: InventoryColumns, bucket: string): InventoryEntry {
  const fields = splitCsv(line)
  if (!fields) return { kind: 'wrong', reason: 'it is no CSV' }
  const field = (at: number | undefined): string | undefined => (at === undefined ? undefined : fields[at])
  const source = field(columns.bucket)
  if (source !== undefined && source !== bucket && !bucket.startsWith(`${source}-`))
    return { kind: 'wrong', reason: `it is of another bucket` }
  const isPast =
    field(columns.isLatest)?.toLowerCase() === 'false' ||
    field(columns.isDeleteMarker)?.toLowerCase() === 'true'
  if (isPast) return { kind: 'past' }
  const encoded = field(columns.key)
  if (encoded === undefined) return { kind: 'wrong', reason: 'it has no Key' }
  try {
    // As in a form: a plus is a space, and never stands for itself.
    return { kind: 'object', key: decodeURIComponent(encoded.replaceAll('+', '%20')) }
  } catch {
    return { kind: 'wrong', reason: 'its Key is not URL-encoded' }
  }
}

/** Returns the fields of a line, quoted or not; `undefined` if the quotes don't match. */
function splitCsv(line: string): readonly string[] | undefined {
  const fields: string[] = []
  let at = 0
  for (;;) {
    const quoted = line[at] === '"'
    const found = quoted ? readQuoted(line, at + 1) : readPlain(line, at)
    if (!found) return undefined
    fields.push(found.field)
    if (found.end >= line.length) return fields
    if (line[found.end] !== ',') return undefined
    at = found.end + 1
  }
}

interface Field {
  readonly field: string
  readonly end: number
}

function readPlain(line: string, from: number): Field {
  const comma = line.indexOf(',', from)
  const end = comma === -1 ? line.length : comma
  return { field: line.slice(from, end).trim(), end }
}

/** A quote inside is written twice. */
function readQuoted(line: string, from: number): Field | undefined {
  let field = ''
  let at = from
  for (;;) {
    const quote = line.indexOf('"', at)
    if (quote === -1) return undefined
    field += line.slice(at, quote)
    if (line[quote + 1] !== '"') return { field, end: quote + 1 }
    field += '"'
    at = quote + 2
  }
}
