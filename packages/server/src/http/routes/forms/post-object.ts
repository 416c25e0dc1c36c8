import { putObject } from '../../../engine/objects/put-object.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { postResponse } from '../../../protocol/objects/object-results.ts'
import { percentEncode } from '../../../protocol/percent-encoding.ts'
import type { StagedBlob } from '../../../storage/storage.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { authorizeForm, type FormLimits } from './authorize-form.ts'
import { readForm, type Form } from './read-form.ts'
import { readIfTaken } from '../objects/read-if-taken.ts'
import { stageBody } from '../objects/receive-blob.ts'
import { asHeaderText, readDescription, type Description } from '../objects/stored-headers.ts'
import { xmlReply } from '../xml-reply.ts'

/** POST / with a form: an upload from a browser, allowed by the policy among its fields. */
export async function postObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const form = await readForm(call)
  const key = readKey(form)
  const limits = await authorizeForm(context, call, { fields: form.fields, key })
  const description = describe(form)
  const status = readSuccessStatus(form)
  const blob = await receiveFile(context, call, { form, limits })
  const ifTaken = readIfTaken(Object.fromEntries(form.fields))
  const { etag } = await putObject(context.engine, {
    bucket,
    key,
    blob,
    ...description,
    ifTaken,
    cause: { event: 'Post', requestId: call.requestId },
  })
  const location = addressOf(call, key)
  const headers = { etag: `"${etag}"`, location, 'x-cos-hash-crc64ecma': blob.crc64 }
  if (status !== 201) return { status, headers }
  return { ...xmlReply(postResponse({ location, bucket: bucket.name, key, etag }), headers), status }
}

/** A form is sent to the URL of the bucket, in either style, with or without a slash at its end. */
function addressOf({ target }: Call, key: string): string {
  const encoded = key.split('/').map(percentEncode).join('/')
  return `http://${target.host}${target.rawPath.replace(/\/?$/, '/')}${encoded}`
}

/** A page does not know the name of the file beforehand, so the key may have a placeholder for it. */
function readKey({ fields, file }: Form): string {
  const key = (fields.get('key') ?? '').replaceAll('${filename}', file.name).replace(/^\//, '')
  assertObjectKey(key)
  return key
}

/** Form fields are text, and headers are bytes. */
function describe({ fields, file }: Form): Description {
  const given: Record<string, string> = { 'content-type': asHeaderText(file.contentType) }
  for (const [name, value] of fields) given[name] = asHeaderText(value)
  return readDescription(given)
}

function readSuccessStatus({ fields }: Form): 200 | 201 | 204 {
  if (fields.has('success_action_redirect')) {
    throw new ProtocolError(
      'NotImplemented',
      'success_action_redirect is not offered; use success_action_status.',
    )
  }
  // Any other value means the default, as with other stores.
  const status = Number(fields.get('success_action_status'))
  return status === 200 || status === 201 ? status : 204
}

async function receiveFile(
  { storage, settings }: RouteContext,
  call: Call,
  { form, limits }: { readonly form: Form; readonly limits: FormLimits },
): Promise<StagedBlob> {
  const maxBytes = Math.min(settings.maxObjectBytes, limits.maxBytes)
  const blob = await stageBody(storage, call, { bytes: form.file.bytes, maxBytes })
  try {
    await form.ended
    if (blob.size < limits.minBytes) {
      throw new ProtocolError(
        'EntityTooSmall',
        `The file has fewer than the ${limits.minBytes} bytes of the policy.`,
      )
    }
    return blob
  } catch (error) {
    await storage.delete(blob.id)
    throw error
  }
}
