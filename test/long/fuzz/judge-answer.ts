import { isUtf8 } from 'node:buffer'
import { isErrorCode, ProtocolError, type ErrorCode } from '../../../packages/server/src/protocol/errors.ts'
import { readXml } from '../../../packages/server/src/protocol/xml/read-xml.ts'
import { childText, type XmlElement } from '../../../packages/server/src/protocol/xml/xml.ts'
import type { FuzzAnswer, FuzzRequest } from './send.ts'

/** What a message may not have, unless the client sent it: the inside of a program, and places on its machine. */
const LEAKS = [
  /\bundefined\b|\[object |\bNaN\b|\bnull\b/,
  /(?:^|[\s'"(:])\/(?:tmp|home|root|usr|var|proc|opt|work)\//,
  /\bat \S+ \(|\.[cm]?[jt]s\b:\d|\bnode:|\b(?:Type|Range|Syntax|Zod|Reference)Error\b|\bENOENT\b|\bSQLITE/,
]

/** Calls that do media work while the client waits may say that they are busy. */
export interface Allowed {
  readonly busy: boolean
}

/** What is wrong with an answer; `undefined` when nothing is. */
export function judgeAnswer(asked: FuzzRequest, answer: FuzzAnswer, { busy }: Allowed): string | undefined {
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

/** The first part of a message that says more than it should. */
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

/** The catalogue's, and the two that stand beside it: a body that is too large, and an input that is not there. */
function statusesOf(code: ErrorCode): readonly number[] {
  const error = new ProtocolError(code, '')
  const also = code === 'InvalidContent' ? [413] : code === 'ResourceNotFound' ? [400] : []
  return [error.statusOn('ci'), error.statusOn('cos'), ...also]
}
