import { blobOf, type ObjectRecord } from '../../../buckets/store.ts'
import { Probe } from '../../../media/probe-shape.ts'
import { assertAllRead } from '../../../protocol/xml/assert-all-read.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import { synchronousMediaInfo } from '../../../tags/media-info.ts'
import { PROBE_CHILD } from '../../../tags/media-info/run.ts'
import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { findInput, readInputKey, readRequest } from './find-input.ts'
import { findConditionally } from '../objects/find-conditionally.ts'
import { responseReply } from '../response-reply.ts'

/** GET /{key}?ci-process=videoinfo: the metadata of a media object. */
export async function getMediaInfoRoute(context: RouteContext, call: Call): Promise<Reply> {
  const { object, condition } = await findConditionally(context, call)
  if (condition === 'not modified') return { status: 304 }
  return responseReply([await probeObject(context, object, call.signal)])
}

/** POST /mediainfo: the same of the object that the body names. */
export async function postMediaInfoRoute(context: RouteContext, call: Call): Promise<Reply> {
  const request = await readRequest(call)
  const key = readInputKey(request)
  assertAllRead(request)
  const object = await findInput(context, call, key)
  return responseReply([await probeObject(context, object, call.signal)])
}

function probeObject({ media }: RouteContext, object: ObjectRecord, signal: AbortSignal): Promise<XmlNode> {
  return media.run(
    { blob: blobOf(object), module: PROBE_CHILD, input: (inputPath) => ({ inputPath }) },
    (value) => Promise.resolve(synchronousMediaInfo(Probe.parse(value))),
    signal,
  )
}
