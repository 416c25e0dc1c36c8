import { once } from 'node:events'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { linkSchema } from '../../api-schemas/objects.ts'
import { asRefused, refusalOf } from '../../base/outages/file-refusals.ts'
import { NotFoundError, UnreachableError, type ApiClient } from '../api-client.ts'
import { ByteCounter } from './byte-counter.ts'
import { CommandError } from '../command.ts'
import type { ObjectName } from './object-name.ts'
import { notWritten, openPart } from './write-file.ts'

/** A link is used at once. */
const EXPIRES_S = 300

/**
 * Downloads an object as a file, which has all of its bytes or is not there. Returns how many it has. Throws
 * CommandError and FileRefusedError.
 */
export async function downloadFile(
  client: ApiClient,
  { object, file }: { readonly object: ObjectName; readonly file: string },
  signal?: AbortSignal,
): Promise<number> {
  const { path, handle, target } = await openPart(file)
  try {
    const bytes = await downloadTo(client, { object, handle }, signal)
    await rename(path, target)
    return bytes
  } catch (error) {
    await rm(path, { force: true })
    throw notWritten(error, file)
  }
}

async function downloadTo(
  client: ApiClient,
  { object, handle }: { readonly object: ObjectName; readonly handle: FileHandle },
  signal?: AbortSignal,
): Promise<number> {
  await using file = handle
  return await download(client, { object, to: file.createWriteStream() }, signal)
}

export interface Download {
  readonly object: ObjectName
  readonly to: Writable
  /** Whether the stream is ended with the object, which standard output can't be. */
  readonly end?: boolean
}

/** Downloads an object to a stream. Returns how many bytes it has. Throws CommandError. */
export async function download(
  client: ApiClient,
  { object, to, end = true }: Download,
  signal?: AbortSignal,
): Promise<number> {
  const response = await send(client, { object, method: 'GET' }, signal)
  const counter = new ByteCounter()
  await readable(() => pipeline(response, counter, to, { end, ...(signal && { signal }) }))
  return counter.bytes
}

/** Uploads a file as an object. Returns how many bytes it has. Throws CommandError and FileRefusedError. */
export async function uploadFile(
  client: ApiClient,
  { object, file }: { readonly object: ObjectName; readonly file: string },
  signal?: AbortSignal,
): Promise<number> {
  await using handle = await openInput(file)
  const found = await handle.stat()
  if (found.isDirectory()) throw new CommandError(`${file} is a directory.`)
  return await upload(client, { object, from: handle.createReadStream(), bytes: found.size }, signal)
}

async function openInput(file: string): Promise<FileHandle> {
  try {
    return await open(file)
  } catch (error) {
    throw asRefused(error, { what: `${file} can't be read`, place: file })
  }
}

export interface Upload {
  readonly object: ObjectName
  readonly from: Readable
  /** `undefined` when only the end of the stream tells. */
  readonly bytes?: number
}

/** Uploads a stream as an object. Returns how many bytes it has. Throws CommandError. */
export async function upload(
  client: ApiClient,
  { object, from, bytes }: Upload,
  signal?: AbortSignal,
): Promise<number> {
  const length = bytes === undefined ? {} : { 'content-length': String(bytes) }
  const counter = new ByteCounter()
  const response = await send(client, { object, method: 'PUT', from, counter, headers: length }, signal)
  response.resume()
  await once(response, 'end')
  return counter.bytes
}

interface Sent {
  readonly object: ObjectName
  readonly method: 'GET' | 'PUT'
  readonly from?: Readable
  /** What `from` passes through. */
  readonly counter?: ByteCounter
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request by a link of the service, and returns a response that is no error. */
async function send(
  client: ApiClient,
  { object, method, from, counter = new ByteCounter(), headers = {} }: Sent,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const link = { ...object, method, expiresSeconds: EXPIRES_S }
  const { path } = await client.post(linkSchema, 'objects/sign', link)
  const { url } = client
  // A URL would resolve `.` and `..`, which are ordinary parts of a key.
  const options: RequestOptions = { method, path, headers, ...(signal && { signal }) }
  const outgoing = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options)
  const response = await respond(outgoing, from && [from, counter]).catch((error: unknown) => {
    throw new UnreachableError(`The transfer with ${url.origin} failed: ${reasonOf(error)}.`)
  })
  if ((response.statusCode ?? 500) < 300) return response
  throw await toError(response, object)
}

/** A service that rejects an upload answers before it has all of it. */
function respond(
  outgoing: ClientRequest,
  body: readonly [from: Readable, through: ByteCounter] | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve).on('error', reject)
    if (body) pipeline(...body, outgoing).catch(reject)
    else outgoing.end()
  })
}

async function toError(response: IncomingMessage, { bucket, key }: ObjectName): Promise<CommandError> {
  const body = await text(response)
  if (response.statusCode === 404) return new NotFoundError(`There is no object ${bucket}/${key}.`)
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1]
  return new CommandError(message ?? `The service answered with status ${response.statusCode ?? 0}.`)
}

/** Turns the faults of a connection into a sentence; those of a file are for who named it. */
async function readable<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (refusalOf(error, '.') !== undefined) throw error
    throw new CommandError(`The transfer failed: ${reasonOf(error)}.`)
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
