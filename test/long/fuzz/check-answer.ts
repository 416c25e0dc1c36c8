import { isUtf8 } from 'node:buffer'
import { isErrorCode, ProtocolError, type ErrorCode } from '../../../packages/server/src/protocol/errors.ts'
import { readXml } from '../../../packages/server/src/protocol/xml/read-xml.ts'
import { childText, type XmlElement } from '../../../packages/server/src/protocol/xml/xml.ts'
import type { FuzzAnswer, FuzzRequest } from './send.ts'

/**
 * A message must not contain these, unless the client sent them: internals of the program, and paths of its machine.
 */
const LEAKS = [
  /\bundefined\b|\[object |\bNaN\b|\bnull\b/,
  /(?:^|[\s'"(:])\/(?:tmp|home|root|usr|var|proc|opt|work)\//,
  /\bat \S+ \(|\.[cm]?[jt]s\b:\d|\bnode:|\b(?:Type|Range|Syntax|Zod|Reference)Error\b|\bENOENT\b|\bSQLITE/,
]

/** Calls that do media work while the client waits may be rejected as busy. */
export interface AllowedAnswers {
  readonly busy: boolean
}

/** Returns what is wrong with a response; `undefined` if nothing is. */
export function checkAnswer(
  asked: FuzzRequest,
  answer: FuzzAnswer,
  { busy }: AllowedAnswers,
): string | undefined {
  const { status, body } = answer
  if (!isUtf8(body)) return `${status} with a body that is not UTF-8`
  if (status < 400) return body.length === 0 || wellFormed(body) ? undefined : `${status} without XML`
  const error = wellFormed(body)
  if (error?.name !== 'Error') return `${status} without the XML of an error`
  const code = childText(error, 'Code') ?? ''
  const message = childText(error, 'Message')
  if (!isErrorCode(code)) return `${status} with the unknown code ${code}`
  if (!statusesOf(code).includes(status)) return `${code} with the status ${status}`
  if (message === undefined) return `${code} without a message`
  const sent = `${asked.path}?${asked.query ?? ''} ${Buffer.from(asked.body ?? []).toString('utf8')}`
  const leak = leakOf(message, sent)
  if (leak !== undefined) return `${code} whose message has ${JSON.stringify(leak)}`
  if (status < 500 || code === 'NotImplemented' || (busy && code === 'ServiceUnavailable')) return undefined
  return `${status} ${code}: ${message}`
}

/** Returns the first part of a message that must not be shown. */
export function leakOf(message: string, sent: string): string | undefined {
  return LEAKS.flatMap((leak) => leak.exec(message)?.[0] ?? []).find((found) => !sent.includes(found))
}

export function wellFormed(body: Uint8Array): XmlElement | undefined {
  try {
    return readXml(body)
  } catch {
    return undefined
  }
}

/** The statuses of the catalogue, and two more: of a body that is too large, and of a missing input. */
function statusesOf(code: ErrorCode): readonly number[] {
  const error = new ProtocolError(code, '')
  const also = code === 'InvalidContent' ? [413] : code === 'ResourceNotFound' ? [400] : []
  return [error.statusOn('ci'), error.statusOn('cos'), ...also]
}
