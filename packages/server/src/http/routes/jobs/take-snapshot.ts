import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { blobOf, findBucket, type BucketRecord, type ObjectRecord } from '../../../buckets/store.ts'
import { putObject } from '../../../engine/objects/put-object.ts'
import { PICTURE_TYPES } from '../../../media/pictures/picture-formats.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import {
  assertObjectKeyAt,
  requiredName,
  requiredField,
  textAt,
  type FieldPath,
} from '../../../protocol/xml/read-fields.ts'
import { assertAllRead } from '../../../protocol/xml/assert-all-read.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { StillOrder } from '../../../tags/snapshot/still-child.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { findInput, readInputKey, readRequest } from './find-input.ts'
import { findConditionally } from '../objects/find-conditionally.ts'
import { chooseFrom } from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'

const CHILD = new URL('../../../tags/snapshot/still-child.ts', import.meta.url)
const LONGEST_SIDE = 4_096
const SECONDS = /^\d{1,9}(\.\d{1,9})?$/

type Still = Omit<StillOrder, 'inputPath' | 'directory'>

/** GET /{key}?ci-process=snapshot: a picture of a video. */
export async function getSnapshotRoute(context: RouteContext, call: Call): Promise<Reply> {
  const still = readStill(
    (name) => call.query.get(name),
    (name) => name.toLowerCase(),
  )
  const { object, condition } = await findConditionally(context, call)
  if (condition === 'not modified') return { status: 304 }
  const body = await takeStill(context, { object, still, signal: call.signal }, (file) => readFile(file))
  return { status: 200, headers: { 'content-type': PICTURE_TYPES[still.format] }, body }
}

/** POST /snapshot: a picture of the video that the body names, stored as an object. */
export async function postSnapshotRoute(context: RouteContext, call: Call): Promise<Reply> {
  requireBucket(call)
  const request = await readRequest(call)
  const still = readStill(
    (name) => textAt(request, name),
    (name) => name,
  )
  const inputKey = readInputKey(request)
  const { region, bucket: bucketName, key } = readOutput(request)
  assertAllRead(request)
  requireRight(call, 'cos:PutObject', { bucket: bucketName, region, key })
  const object = await findInput(context, call, inputKey)
  const bucket = await findOutputBucket(context, bucketName, region)
  const { signal } = call
  const blob = await takeStill(context, { object, still, signal }, (file) =>
    context.storage.stageFile(file, signal),
  )
  const headers = { 'content-type': PICTURE_TYPES[still.format] }
  await putObject(context.engine, { bucket, key, blob, headers, storageClass: 'STANDARD' })
  const output: readonly XmlNode[] = [
    ['Region', region],
    ['Bucket', bucketName],
    ['Object', key],
  ]
  return responseReply([['Output', output]])
}

interface SnapshotOptions {
  readonly object: ObjectRecord
  readonly still: Still
  readonly signal: AbortSignal
}

function takeStill<T>(
  { media }: RouteContext,
  { object, still, signal }: SnapshotOptions,
  use: (file: string) => Promise<T>,
): Promise<T> {
  return media.run(
    {
      blob: blobOf(object),
      module: CHILD,
      input: (inputPath, directory) => ({ inputPath, directory, ...still }),
    },
    (_value, directory) => use(path.join(directory, `picture-0.${still.format}`)),
    signal,
  )
}

/**
 * Reads the parameters, which are in lower case in a query and elements in a body. `called` names them in messages.
 * Throws InvalidArgument.
 */
function readStill(given: (name: string) => string | undefined, called: (name: string) => string): Still {
  const text = (name: string): string | undefined => {
    const value = given(name)?.trim()
    return value === '' ? undefined : value
  }
  const choice = <T extends string>(name: string, allowed: readonly [T, ...T[]]): T =>
    chooseFrom(called(name), text(name) ?? allowed[0], allowed)
  const side = (name: string): number => readSide(called(name), text(name))
  const time = text('Time')
  if (time === undefined || !SECONDS.test(time)) {
    throw new ProtocolError('InvalidArgument', `${called('Time')} is required, in seconds from 0 on.`)
  }
  const [width, height] = [side('Width'), side('Height')]
  return {
    timeS: Number(time),
    wanted: { ...(width > 0 && { width }), ...(height > 0 && { height }) },
    format: choice('Format', ['jpg', 'png']),
    turns: choice('Rotate', ['auto', 'off']) === 'auto',
    keyFrame: choice('Mode', ['exactframe', 'keyframe']) === 'keyframe',
  }
}

/** Pixels; 0 if it follows from the other side or the source. */
function readSide(name: string, text = '0'): number {
  const side = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  if (side <= LONGEST_SIDE) return side
  throw new ProtocolError('InvalidArgument', `${name} must be a whole number from 0 to ${LONGEST_SIDE}.`)
}

function readOutput(request: FieldPath): { region: string; bucket: string; key: string } {
  const output = requiredField(request, 'Output')
  const key = textAt(output, 'Object') ?? ''
  assertObjectKeyAt('Output.Object', key)
  return { region: requiredName(output, 'Region'), bucket: requiredName(output, 'Bucket'), key }
}

async function findOutputBucket(
  { engine }: RouteContext,
  name: string,
  region: string,
): Promise<BucketRecord> {
  const bucket = await findBucket(engine.db.reader, name)
  if (!bucket) {
    throw new ProtocolError('WriteTargetBucketDenied', `The output bucket ${name} does not exist here.`)
  }
  if (bucket.region === region) return bucket
  const message = `Output.Region is ${region}, but the bucket ${name} is in ${bucket.region}.`
  throw new ProtocolError('InvalidArgument', message)
}
