import type { SignatureForm } from './coverage-rules.ts'
import { lowerAscii } from '../percent-encoding.ts'
import type { Query } from '../query.ts'
import { readDigest, readSpan, type SignedSpan } from './signature-rules.ts'

/** The seven fields of a signature, read. */
export interface Authorization {
  readonly accessKeyId: string
  readonly signTime: SignedSpan
  readonly keyTime: SignedSpan
  readonly headerList: readonly string[]
  readonly paramList: readonly string[]
  /** 40 lower-case hex digits. */
  readonly signature: string
}

/** The parameters of a presigned request's signature. */
const FIELDS = [
  'q-sign-algorithm',
  'q-ak',
  'q-sign-time',
  'q-key-time',
  'q-header-list',
  'q-url-param-list',
  'q-signature',
] as const
type Field = (typeof FIELDS)[number]
const KNOWN: ReadonlySet<string> = new Set(FIELDS)

/** Anonymous clients send an empty header, and so do some with a presigned URL. */
export function formOf(header: string | undefined): SignatureForm {
  return (header?.trim() ?? '') === '' ? 'presigned' : 'header'
}

/**
 * Reads the signature of a request: from the Authorization header, else from the query of a presigned URL, else from
 * the old form, `sign=` with the whole header in it.
 */
export function readAuthorization(
  header: string | undefined,
  query: Query,
  readHeader: (text: string) => Authorization | 'malformed',
): Authorization | 'absent' | 'malformed' {
  if (header !== undefined && formOf(header) === 'header') return readHeader(header.trim())
  if (query.has('q-signature')) return interpret(query.entries)
  const merged = query.get('sign')
  return merged === undefined ? 'absent' : readFields(merged.trim())
}

/** Reads the fields of a signature from one text. */
export function readFields(text: string): Authorization | 'malformed' {
  return interpret(splitFields(text))
}

function splitFields(text: string): readonly (readonly [string, string])[] {
  return text.split('&').map((part) => {
    const equals = part.indexOf('=')
    return equals === -1 ? [part, ''] : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()]
  })
}

function interpret(entries: readonly (readonly [string, string])[]): Authorization | 'malformed' {
  const fields = new Map<string, string>()
  for (const [name, value] of entries) {
    const field = lowerAscii(name)
    if (!KNOWN.has(field)) continue
    // With two signatures it would be unclear which one counts.
    if (fields.has(field)) return 'malformed'
    fields.set(field, value)
  }
  const field = (name: Field): string => fields.get(name) ?? ''
  const signTime = readSpan(field('q-sign-time'))
  const keyTime = readSpan(field('q-key-time'))
  const signature = readDigest(field('q-signature'))
  const complete = fields.size === FIELDS.length && field('q-ak') !== ''
  if (!complete || !signTime || !keyTime || signature === undefined) return 'malformed'
  if (field('q-sign-algorithm') !== 'sha1') return 'malformed'
  return {
    accessKeyId: field('q-ak'),
    signTime,
    keyTime,
    headerList: splitList(field('q-header-list')),
    paramList: splitList(field('q-url-param-list')),
    signature,
  }
}

function splitList(text: string): readonly string[] {
  return text === '' ? [] : text.split(';')
}
