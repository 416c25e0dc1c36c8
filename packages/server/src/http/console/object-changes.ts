import type { IncomingMessage } from 'node:http'
import type { Target } from '../../protocol/hosts.ts'
import type { ApiContext } from '../api/api-context.ts'
import { isReading, mayChange, readerRefusal, requireCaller, type Caller } from '../api/caller.ts'
import type { Call, Reply } from '../call.ts'
import { chooseOperation } from '../choose-operation.ts'

/** A part of an upload changes no object: what is made of the parts does, and is recorded. */
const UNRECORDED = new Set(['cos:UploadPart', 'cos:UploadPartCopy', 'preflight'])

/** Returns who asks for an object. Throws ApiProblem for nobody who is known, and for a reader who wants to change one. */
export async function requireObjectCaller(
  request: IncomingMessage,
  { identify, audit }: Pick<ApiContext, 'identify' | 'audit'>,
  target: Target | undefined,
): Promise<Caller> {
  const caller = await requireCaller(request, identify)
  if (isReading(request) || mayChange(caller)) return caller
  await audit.refuse(
    { caller, what: `${request.method ?? ''} object`, target: target && nameOf(target) },
    403,
  )
  throw readerRefusal()
}

/** Runs an operation that changes an object, and records that. */
export async function runObjectChange(
  { audit }: Pick<ApiContext, 'audit'>,
  { call, caller }: { readonly call: Call; readonly caller: Caller },
  run: () => Promise<Reply>,
): Promise<Reply> {
  const { action, route: what = action } = chooseOperation(call)
  if (UNRECORDED.has(what)) return run()
  const source = call.headers['x-cos-copy-source']?.toString()
  const body = source === undefined ? undefined : { copyOf: source }
  return audit.change({ caller, what, target: nameOf(call.target), body }, run)
}

const nameOf = ({ bucket = '', key }: Target): string => `${bucket}/${key}`
