import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Call } from '../../call.ts'

const MAX_FIELDS = 100
/** The largest field is the policy, which the protocol limits far below this. */
const MAX_FIELD_BYTES = 64 * 1024
/** Of all fields together with their names: they are in memory before the sender is authenticated. */
const MAX_FORM_BYTES = 128 * 1024
const MAX_HEADER_BYTES = 16 * 1024

interface FormFile {
  readonly bytes: Readable
  /** The name that the browser sends, without a path; empty if it sends none. */
  readonly name: string
  /** As the browser sends it; may be wrong. */
  readonly contentType: string
}

export interface Form {
  /** The fields before the file, by lower-case name; the first of each name counts. */
  readonly fields: ReadonlyMap<string, string>
  readonly file: FormFile
  /** Resolves when the form has ended properly, after the bytes of the file were read. */
  readonly ended: Promise<void>
}

/**
 * Reads a multipart/form-data body up to its file, which must be last. Fields after the file were not part of the
 * authorization and are dropped. Throws MalformedPOSTRequest and IncompleteBody; so does reading the file.
 */
export function readForm(call: Call): Promise<Form> {
  const parser = createParser(call)
  const fields = new Map<string, string>()
  const body = call.openBody()
  const ended = endOf(parser, body)
  return new Promise<Form>((resolve, reject) => {
    let size = 0
    const fail = (reason: string): void => {
      parser.off('field', take)
      fields.clear()
      reject(malformed(reason))
    }
    const take = (name: string, value: string, nameCut: boolean, valueCut: boolean): void => {
      size += Buffer.byteLength(name) + Buffer.byteLength(value)
      if (nameCut || valueCut) fail(`a field is longer than ${MAX_FIELD_BYTES} bytes`)
      else if (size > MAX_FORM_BYTES) fail(`its fields have more than ${MAX_FORM_BYTES} bytes`)
      else if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value)
    }
    parser.on('field', take)
    parser.once('fieldsLimit', () => {
      fail(`there are more than ${MAX_FIELDS} fields`)
    })
    parser.once('file', (_field, bytes, name, _encoding, contentType) => {
      // The rest of the chunk is parsed before the caller gets the form.
      parser.off('field', take)
      breakWith(bytes, ended)
      resolve({ fields, file: { bytes, name, contentType }, ended })
    })
    ended.then(() => {
      reject(malformed('there is no file in it'))
    }, reject)
    body.pipe(parser)
  })
}

/** Resolves when the parser has seen the end of the form, rejects when that will not come. */
function endOf(parser: BusboyInstance, stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const breakOff = (cause?: unknown): void => {
      const message = 'The connection ended before the whole body had arrived.'
      reject(new ProtocolError('IncompleteBody', message, { cause }))
    }
    parser.once('finish', resolve)
    parser.on('error', (error) => {
      reject(malformed('its parts can not be read', error))
    })
    stream.once('error', breakOff)
    stream.once('close', () => {
      if (!stream.readableEnded) breakOff()
    })
  })
}

/** Neither the parser nor a pipe ends the file when the body ends early: its reader would wait for ever. */
function breakWith(bytes: Readable, ended: Promise<void>): void {
  const stop = (error: unknown): void => {
    bytes.destroy(error instanceof ProtocolError ? error : malformed('its file breaks off', error))
  }
  bytes.on('error', stop)
  ended.catch(stop)
}

function createParser({ headers }: Call): BusboyInstance {
  const contentType = headers['content-type']
  if (contentType === undefined) throw malformed('it has no Content-Type')
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': contentType },
      // A part called `file` is the file even when a client leaves out its name.
      isPartAFile: (field, _type, filename) => filename !== undefined || field?.toLowerCase() === 'file',
      limits: {
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        files: 1,
        parts: MAX_FIELDS + 1,
        headerSize: MAX_HEADER_BYTES,
      },
    })
  } catch (error) {
    throw malformed('it is not multipart/form-data with a boundary', error)
  }
}

function malformed(reason: string, cause?: unknown): ProtocolError {
  return new ProtocolError('MalformedPOSTRequest', `The form can't be read: ${reason}.`, { cause })
}
