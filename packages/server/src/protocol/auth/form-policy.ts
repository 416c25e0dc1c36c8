import { hash } from 'node:crypto'
import { ProtocolError } from '../errors.ts'
import { hmacSha1, sameDigest } from './hmac-sha1.ts'
import {
  readDigest,
  readSpan,
  timeFault,
  type SignatureResult,
  type SignatureRules,
  type SigningKey,
} from './signature-rules.ts'

const MAX_CONDITIONS = 100

/** The fields of a form before its file, by lower-case name. */
export type FormFields = ReadonlyMap<string, string>

/** Verifies the signature of a form upload, which covers only its policy. Never throws. */
export function verifyFormSignature<K extends SigningKey>(
  fields: FormFields,
  rules: SignatureRules<K>,
): SignatureResult<K> {
  const policy = fields.get('policy')
  const accessKeyId = fields.get('q-ak')
  const keyTime = readSpan(fields.get('q-key-time') ?? '')
  const signature = readDigest(fields.get('q-signature') ?? '')
  if (policy === undefined && !fields.has('q-signature')) return { kind: 'anonymous' }
  if (!policy || !accessKeyId || !keyTime || !signature || fields.get('q-sign-algorithm') !== 'sha1') {
    return { kind: 'refused', reason: 'malformed' }
  }
  const key = rules.findKey(accessKeyId)
  if (typeof key === 'string') return { kind: 'refused', reason: key }
  const late = timeFault([keyTime], rules)
  if (late) return { kind: 'refused', reason: late }
  const signKey = hmacSha1(key.secretKey, keyTime.text)
  const expected = hmacSha1(signKey, hash('sha1', Buffer.from(policy, 'base64')))
  return sameDigest(expected, signature) ? { kind: 'ok', key } : { kind: 'refused', reason: 'mismatch' }
}

/** The uploads that the signer of a form allows. */
export interface Policy {
  /** ms since 1970 */
  readonly expiration: number
  readonly conditions: readonly PolicyCondition[]
  /** Allowed size of the file, both ends included. */
  readonly lengthRange: { readonly min: number; readonly max: number } | undefined
}

interface PolicyCondition {
  readonly kind: 'eq' | 'starts-with'
  /** In lower case, without the `$`. */
  readonly field: string
  readonly value: string
}

/** Reads the `policy` field: base64 of `{"expiration": …, "conditions": […]}`. Throws InvalidPolicyDocument. */
export function readPolicy(base64: string): Policy {
  const document = parseJson(Buffer.from(base64, 'base64').toString('utf8'))
  if (!isRecord(document)) throw invalid('it is not a JSON object')
  const { expiration, conditions } = document
  const time = typeof expiration === 'string' ? Date.parse(expiration) : NaN
  if (Number.isNaN(time)) throw invalid('expiration must be a time such as 2024-05-06T10:00:00.000Z')
  if (!isList(conditions) || conditions.length > MAX_CONDITIONS) {
    throw invalid(`conditions must be a list of at most ${MAX_CONDITIONS}`)
  }
  const ranges = conditions.flatMap(readLengthRange)
  return {
    expiration: time,
    conditions: conditions.filter((condition) => !isLengthRange(condition)).flatMap(readCondition),
    lengthRange: ranges.at(0) && {
      min: Math.max(...ranges.map(({ min }) => min)),
      max: Math.min(...ranges.map(({ max }) => max)),
    },
  }
}

export interface FormUpload {
  readonly bucket: string
  /** As it will be stored. */
  readonly key: string
  readonly fields: FormFields
  /** ms since 1970 */
  readonly now: number
}

/** Throws AccessDenied for an upload that the policy does not allow. The reader of the file enforces `lengthRange`. */
export function assertPolicyAllows(policy: Policy, upload: FormUpload): void {
  if (upload.now > policy.expiration) throw new ProtocolError('AccessDenied', 'Request has expired')
  for (const { kind, field, value } of policy.conditions) {
    const actual = valueOf(field, upload) ?? ''
    const holds = kind === 'eq' ? actual === value : actual.startsWith(value)
    if (!holds) throw new ProtocolError('AccessDenied', `The policy does not allow this value of ${field}.`)
  }
}

function valueOf(field: string, { bucket, key, fields }: FormUpload): string | undefined {
  if (field === 'bucket') return bucket
  if (field === 'key') return key
  // Policies name the time like the signature of a request, forms don't.
  if (field === 'q-sign-time') return fields.get(field) ?? fields.get('q-key-time')
  return fields.get(field)
}

function readCondition(condition: unknown): PolicyCondition[] {
  if (isList(condition)) {
    const [kind, field, value] = condition
    const known = kind === 'eq' || kind === 'starts-with'
    if (!known || typeof field !== 'string' || typeof value !== 'string' || !field.startsWith('$')) {
      throw invalid('a condition must be ["eq" or "starts-with", "$field", "value"]')
    }
    return [{ kind, field: field.slice(1).toLowerCase(), value }]
  }
  if (!isRecord(condition)) throw invalid('a condition must be an object or a list')
  return Object.entries(condition).map(([field, value]) => {
    if (typeof value !== 'string') throw invalid('the value of a condition must be a text')
    return { kind: 'eq', field: field.toLowerCase(), value }
  })
}

function isLengthRange(condition: unknown): condition is readonly unknown[] {
  return isList(condition) && condition[0] === 'content-length-range'
}

function readLengthRange(condition: unknown): { min: number; max: number }[] {
  if (!isLengthRange(condition)) return []
  const [min, max] = [Number(condition[1]), Number(condition[2])]
  if (Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0) return [{ min, max }]
  throw invalid('content-length-range must have two whole numbers')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid('it is not JSON', error)
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(reason: string, cause?: unknown): ProtocolError {
  return new ProtocolError('InvalidPolicyDocument', `The policy can't be read: ${reason}.`, { cause })
}
