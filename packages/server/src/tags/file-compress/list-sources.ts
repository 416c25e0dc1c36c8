import type { Readable } from 'node:stream'
import { shownBytes } from '../../base/show-bytes.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { keyOfUrl } from '../../protocol/object-url.ts'
import type { TagFailureCode, TagJob, TagObject, TagTools } from '../tag.ts'
import type { Source } from './params.ts'
import { readFirstColumn } from './read-first-column.ts'

/** The protocol's own limits of one archive. */
const MAX_FILES = 10_000
const MAX_BYTES = 50 * 1024 ** 3

export type Sources =
  | {
      readonly kind: 'listed'
      readonly objects: readonly TagObject[]
      /** Keys, or lines of a list, that name no object. */
      readonly missing: readonly string[]
    }
  | { readonly kind: 'failed'; readonly code: TagFailureCode; readonly message: string }

/** The sources of the archive, in the order of the request. */
export async function listSources(job: TagJob, source: Source, tools: TagTools): Promise<Sources> {
  if (source.kind === 'prefix') return listPrefix(source.prefix, tools)
  if (source.kind === 'keys') return findAll(source.keys, tools)
  const list = await tools.objects.find(source.key)
  if (!list) return failed('ResourceNotFound', `The list ${source.key} does not exist.`)
  const named = await readList(tools.objects.read(list), job.bucket)
  return named.kind === 'failed' ? named : findAll(named.keys, tools)
}

async function listPrefix(prefix: string, { objects }: TagTools): Promise<Sources> {
  const found: TagObject[] = []
  let bytes = 0
  for await (const object of objects.list(prefix)) {
    bytes += object.bytes
    if (found.length === MAX_FILES)
      return failed('InvalidArgument', `More than ${MAX_FILES} objects begin with Prefix.`)
    if (bytes > MAX_BYTES) return tooLarge()
    found.push(object)
  }
  if (found.length === 0) return failed('ResourceNotFound', `No object begins with the Prefix ${prefix}.`)
  return { kind: 'listed', objects: found, missing: [] }
}

async function findAll(keys: readonly string[], { objects }: TagTools): Promise<Sources> {
  const found: TagObject[] = []
  const missing: string[] = []
  let bytes = 0
  for (const key of keys) {
    const object = await objects.find(key)
    if (!object) {
      missing.push(key)
      continue
    }
    bytes += object.bytes
    if (bytes > MAX_BYTES) return tooLarge()
    found.push(object)
  }
  return { kind: 'listed', objects: found, missing }
}

type NamedKeys =
  { readonly kind: 'keys'; readonly keys: readonly string[] } | Extract<Sources, { kind: 'failed' }>

async function readList(list: Readable, bucket: string): Promise<NamedKeys> {
  const keys = new Set<string>()
  try {
    for await (const { line, text } of readFirstColumn(list)) {
      keys.add(keyOfUrl(`Line ${line} of UrlList`, text, bucket))
      if (keys.size > MAX_FILES)
        return failed('InvalidArgument', `UrlList names more than ${MAX_FILES} objects.`)
    }
  } catch (error) {
    if (error instanceof ProtocolError) return failed('InvalidArgument', error.message)
    throw error
  }
  if (keys.size === 0) return failed('InvalidArgument', 'UrlList names no object.')
  return { kind: 'keys', keys: [...keys] }
}

function tooLarge(): Extract<Sources, { kind: 'failed' }> {
  return failed('InvalidArgument', `The objects have more than ${shownBytes(MAX_BYTES)} together.`)
}

function failed(code: TagFailureCode, message: string): Extract<Sources, { kind: 'failed' }> {
  return { kind: 'failed', code, message }
}
