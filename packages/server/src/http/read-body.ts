import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { ProtocolError, type ErrorCode } from '../protocol/errors.ts'
import { readXml, XML_MAX_BYTES } from '../protocol/xml/read-xml.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import { readContentMd5 } from './content-md5.ts'

/** Time limit for a body of at most 1 MiB, ms. */
const BODY_DEADLINE_MS = 60_000

export interface BodyHeaders {
  readonly 'content-md5'?: string | undefined
  readonly 'content-length'?: string | undefined
}

/** The job host has one code for most faults of a body, the object host one for each. */
const CODES = {
  ci: { empty: 'MissingContent', tooLarge: 'InvalidContent', malformed: 'InvalidContent' },
  cos: { empty: 'MissingRequestBodyError', tooLarge: 'XMLSizeLimit', malformed: 'MalformedXML' },
} as const satisfies Record<string, Record<string, ErrorCode>>

export interface XmlBody {
  readonly stream: Readable
  readonly headers: BodyHeaders
  readonly host: 'cos' | 'ci'
}

/** Reads a whole small body. Throws the host's error for one that is empty, too large, malformed or altered. */
export async function readXmlBody({ stream, headers, host }: XmlBody): Promise<XmlElement> {
  const length = Number(headers['content-length'] ?? 0)
  if (length > XML_MAX_BYTES) throw tooLarge(host, XML_MAX_BYTES)
  const body = takeWhole(stream, length) ?? (await readBytes({ stream, host, maxBytes: XML_MAX_BYTES }))
  if (body.byteLength === 0) throw new ProtocolError(CODES[host].empty, 'This request needs an XML body.')
  checkMd5(body, { header: headers['content-md5'], host })
  try {
    return readXml(body)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new ProtocolError(CODES[host].malformed, error.message, { cause: error })
  }
}

/** A small body mostly arrives in one packet with its head, and then needs neither events nor a timer. */
function takeWhole(stream: Readable, length: number): Buffer | undefined {
  if (length === 0 || stream.readableLength !== length) return undefined
  const body: unknown = stream.read()
  // Only the end is left.
  stream.resume()
  return Buffer.isBuffer(body) ? body : undefined
}

export interface SmallBody extends Omit<XmlBody, 'headers'> {
  readonly maxBytes: number
}

/**
 * Reads a whole body. Throws the host's error for one that is too large or does not arrive.
 *
 * It uses events and one timer instead of an async iterator and composed signals. It is on the path of every submit,
 * where those cost more than reading the body. A body that is too large is left unread, so that the answer can go out
 * first.
 */
export function readBytes({ stream, host, maxBytes }: SmallBody): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (): void => {
      clearTimeout(deadline)
      stream.off('close', abort)
    }
    const fail = (error: Error): void => {
      settle()
      stream.off('data', take).off('end', end).pause()
      reject(error)
    }
    const take = (chunk: unknown): void => {
      if (!Buffer.isBuffer(chunk)) {
        fail(new TypeError('a request body is made of buffers'))
        return
      }
      size += chunk.byteLength
      if (size > maxBytes) fail(tooLarge(host, maxBytes))
      else chunks.push(chunk)
    }
    const end = (): void => {
      settle()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    }
    const abort = (): void => {
      fail(new ProtocolError('IncompleteBody', 'The body ended before it was whole.'))
      stream.destroy()
    }
    const late = (): void => {
      fail(
        new ProtocolError('RequestTimeout', `The body did not arrive within ${BODY_DEADLINE_MS / 1000} s.`),
      )
    }
    const deadline = setTimeout(late, BODY_DEADLINE_MS)
    stream.on('data', take).on('end', end).on('error', fail).on('close', abort)
    if (stream.destroyed) abort()
  })
}

function checkMd5(
  body: Buffer,
  { header, host }: { readonly header: string | undefined; readonly host: 'cos' | 'ci' },
): void {
  if (header === undefined) return
  const digest = createHash('md5').update(body).digest()
  const agrees =
    host === 'ci' ? digest.toString('base64') === header : digest.toString('hex') === readContentMd5(header)
  if (agrees) return
  const code = host === 'ci' ? 'InvalidContent' : 'BadDigest'
  throw new ProtocolError(code, 'The Content-MD5 header does not agree with the body.')
}

function tooLarge(host: 'cos' | 'ci', maxBytes: number): ProtocolError {
  const status = host === 'ci' ? { status: 413 } : {}
  return new ProtocolError(CODES[host].tooLarge, `The body is larger than ${maxBytes} bytes.`, status)
}
