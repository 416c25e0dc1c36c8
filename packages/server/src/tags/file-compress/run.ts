import { once } from 'node:events'
import path from 'node:path'
import { Readable } from 'node:stream'
import { DamagedBlobError } from '../../storage/storage.ts'
import { outputObjectOf } from '../job-files.ts'
import type { TagJob, TagObject, RunOutcome, TagTools } from '../tag.ts'
import { openArchive, type ArchiveWriter } from './archive-writer.ts'
import { listSources } from './list-sources.ts'
import { nameMembers, type Member } from './name-members.ts'
import { Params, sourceOf, type Result } from './params.ts'

/** Keys of objects that were left out and are shown; the others are counted. */
const MAX_SHOWN = 100

const CONTENT_TYPES = {
  zip: 'application/zip',
  tar: 'application/x-tar',
  'tar.gz': 'application/gzip',
} as const satisfies Record<Params['format'], string>

/** Streams objects into an archive: on this machine there is never more than the archive itself. */
export async function runFileCompress(
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const place = outputObjectOf(job)
  const params = Params.parse(job.params)
  const source = sourceOf(params)
  const sources = await listSources(job, source, tools)
  if (sources.kind === 'failed') return sources
  const [firstMissing] = sources.missing
  const ignoresErrors = params.ignoreError === 'true'
  if (firstMissing !== undefined && !ignoresErrors) return gone(firstMissing)
  const members = nameMembers(sources.objects, {
    ...(params.flatten !== undefined && { flatten: params.flatten }),
    ...(source.kind === 'prefix' && { prefix: source.prefix }),
  })
  const file = path.join(await job.directory(), 'archive')
  const unreadable = await write(file, { job, params, members, tools }, signal)
  const files = members.filter(({ isDirectory }) => !isDirectory).length - unreadable.length
  const leftOut = [...sources.missing, ...unreadable]
  if (files === 0 && leftOut.length > 0) return gone(leftOut.join(', ').slice(0, 200))
  const result: Result = { files, errors: leftOut.length, leftOut: leftOut.slice(0, MAX_SHOWN) }
  return {
    kind: 'success',
    message: '',
    result,
    files: [{ path: file, place, contentType: CONTENT_TYPES[params.format] }],
  }
}

interface Writing {
  readonly job: TagJob
  readonly params: Params
  readonly members: readonly Member[]
  readonly tools: TagTools
}

/** Returns the keys that were left out, as their bytes can't be read. Throws DamagedBlobError unless that is ignored. */
async function write(
  file: string,
  { job, params, members, tools }: Writing,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await using archive = openArchive(file, params, signal)
  const unreadable: string[] = []
  const ignoresErrors = params.ignoreError === 'true'
  const totalBytes = members.reduce((sum, { object }) => sum + object.bytes, 0)
  let bytes = 0
  for (const member of members) {
    signal.throwIfAborted()
    if (!(await add(archive, member, { tools, ignoresErrors }))) unreadable.push(member.object.key)
    bytes += member.object.bytes
    job.onProgress((bytes / Math.max(totalBytes, 1)) * 100)
  }
  await archive.finish()
  return unreadable
}

interface Adding {
  readonly tools: TagTools
  readonly ignoresErrors: boolean
}

/** False when it was left out. */
async function add(archive: ArchiveWriter, member: Member, adding: Adding): Promise<boolean> {
  if (member.isDirectory) {
    await archive.addDirectory(member)
    return true
  }
  const bytes = await openBytes(member.object, adding)
  if (!bytes) return false
  await archive.addFile(member, bytes)
  return true
}

/** Waits for the first bytes: what has begun to be written can't be taken out of an archive again. */
async function openBytes(object: TagObject, { tools, ignoresErrors }: Adding): Promise<Readable | undefined> {
  if (object.bytes === 0) return Readable.from([])
  const bytes = tools.objects.read(object)
  try {
    await once(bytes, 'readable')
    return bytes
  } catch (error) {
    if (error instanceof DamagedBlobError && ignoresErrors) return undefined
    throw error
  }
}

function gone(key: string): RunOutcome {
  return { kind: 'failed', code: 'ResourceNotFound', message: `There is no object ${key} to compress.` }
}
