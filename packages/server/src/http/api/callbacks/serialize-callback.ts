import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import type {
  AttemptJson,
  CallbackJson,
  CallbackMessageJson,
  listedCallbackSchema,
  StoredAttemptJson,
} from '../../../api-schemas/callbacks.ts'
import { signedRequest } from '../../../callbacks/delivery/signed-request.ts'
import { findCallbackIds } from '../../../callbacks/operator/find-callbacks.ts'
import {
  readAttempts,
  readBodies,
  readCallbacks,
  type LastAttempt,
  type ShownCallback,
} from '../../../callbacks/operator/read-callbacks.ts'
import { signersOf } from '../../../callbacks/operator/signers.ts'
import { attemptId, type Callback } from '../../../callbacks/store.ts'
import { readNamedKeys } from '../../../callbacks/webhook-keys.ts'
import type { CallbackAttemptRow } from '../../../callbacks/tables.ts'
import type { HeaderValues } from '../../../callbacks/transports/transport.ts'
import type { Queryable } from '../../../db/database.ts'
import { fromJsonText } from '../../../db/json-text.ts'
import type { ApiContext } from '../api-context.ts'
import { toIsoTime, toIsoTimeOrNull } from '../times.ts'

/** A job has one callback at its end, and so has a run of a workflow. */
const JOB_CALLBACKS = 100

type Signing = Pick<ApiContext, 'keys' | 'clock' | 'ids' | 'redirect'>

/** The callbacks of a page, with their messages when `include` asks for them. */
export async function readListed(
  context: Signing & Pick<ApiContext, 'db'>,
  ids: readonly number[],
  { include }: { readonly include?: 'body' | undefined },
): Promise<z.infer<typeof listedCallbackSchema>[]> {
  const { reader } = context.db
  const bodies = include === 'body' ? await readBodies(reader, ids) : undefined
  return (await readCallbacks(reader, ids)).map((row) => {
    const callback = bodies?.get(row.id)
    return { ...serializeCallback(row), ...(callback && serializeMessage(context, callback, row.attempts)) }
  })
}

/** The callbacks of one job or run, the first one first. */
export async function callbacksOfJob(db: Queryable, jobId: string): Promise<CallbackJson[]> {
  const page = { filter: { jobId }, order: 'asc', after: undefined, limit: JOB_CALLBACKS } as const
  const { ids } = await findCallbackIds(db, page)
  return (await readCallbacks(db, ids)).map(serializeCallback)
}

export function serializeCallback(row: ShownCallback): CallbackJson {
  return {
    id: row.webhook_id,
    sequence: row.id,
    event: row.event,
    jobId: row.job_id,
    tag: row.tag,
    queueId: row.queue_id,
    bucket: row.bucket_name,
    url: row.url,
    endpoint: row.endpoint,
    contentType: row.content_type,
    createdAt: toIsoTime(row.created_at),
    state: row.state,
    nextAttemptAt: toIsoTimeOrNull(row.nextAttemptAt),
    attempts: row.attempts,
    failures: row.failures,
    lastAttempt: serializeLast(row.lastAttempt),
    deadlineMs: row.deadline_ms,
  }
}

function serializeLast(last: LastAttempt | undefined): CallbackJson['lastAttempt'] {
  if (!last) return null
  const { started_at, ...outcome } = last
  return { startedAt: toIsoTime(started_at), ...outcome }
}

/** What the attempt after `attempts` would send if it were made now. */
export function serializeMessage(
  { keys, clock, ids, redirect }: Signing,
  callback: Callback,
  attempts: number,
): Pick<CallbackMessageJson, 'body' | 'bodyBase64' | 'headers' | 'sentTo'> {
  const signing = { keys: keys(), now: clock.now(), attempt: attempts + 1, ids, redirect }
  const { url, headers } = signedRequest(callback, signing)
  return { ...serializeBody(callback.body), headers: { ...headers }, ...(redirect && { sentTo: url }) }
}

function serializeBody(bytes: Uint8Array): { body: string } | { bodyBase64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { bodyBase64: Buffer.from(bytes).toString('base64') }
  }
}

/** What is not UTF-8 is shown as far as it can be, and its bytes beside. */
export function serializeAnswer(
  body: Uint8Array | null | undefined,
): Pick<AttemptJson, 'responseBody' | 'responseBodyBase64'> {
  if (!body) return { responseBody: null }
  const bytes = Buffer.from(body)
  return {
    responseBody: bytes.toString('utf8'),
    ...(!isUtf8(bytes) && { responseBodyBase64: bytes.toString('base64') }),
  }
}

function serializeAttempt(callbackId: number, row: CallbackAttemptRow): AttemptJson {
  return {
    number: row.id - attemptId(callbackId, 0),
    startedAt: toIsoTime(row.started_at),
    durationMs: row.duration_ms,
    timings: {
      dnsMs: row.dns_ms,
      connectMs: row.connect_ms,
      tlsMs: row.tls_ms,
      firstByteMs: row.first_byte_ms,
    },
    outcome: row.outcome,
    cause: row.cause,
    detail: row.detail,
    status: row.status,
    peer: row.peer,
    requestHeaders: row.request_headers === null ? null : serializeHeaders(fromJsonText(row.request_headers)),
    responseHeaders:
      row.response_headers === null ? null : serializeHeaders(fromJsonText(row.response_headers)),
    ...serializeAnswer(row.response_body),
  }
}

/** The attempts of a callback, with the keys that signed them. */
export async function serializeAttempts(
  { db, keys, keysAreGiven }: Pick<ApiContext, 'db' | 'keys' | 'keysAreGiven'>,
  { id, body }: Pick<Callback, 'id' | 'body'>,
): Promise<StoredAttemptJson[]> {
  const rows = await readAttempts(db.reader, id)
  const named = keysAreGiven
    ? keys().map((key, index) => ({ name: `environment ${index + 1}`, key }))
    : await readNamedKeys(db.reader)
  return rows.map((row) => {
    const headers = row.request_headers === null ? {} : fromJsonText(row.request_headers)
    const signatures = signersOf(headers, body, named).map((key) => ({ key: key ?? null }))
    return { ...serializeAttempt(id, row), signatures }
  })
}

export function serializeHeaders(headers: HeaderValues): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : [...value]]],
    ),
  )
}
