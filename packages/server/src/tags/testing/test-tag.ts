import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { JsonValue } from '../../base/json.ts'
import { silentLog } from '../../base/log.ts'
import { createMediaPool, type MediaPool } from '../../media/pool/pool.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { keyOfUrl } from '../../protocol/object-url.ts'
import { readJobRequest, type OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import { readParams } from '../read-operation.ts'
import { BUCKET } from '../sample-values.ts'
import { showOperation } from '../show-operation.ts'
import type { NamedTemplate, ReadContext, ShowOrder, Tag, TagObject, RunOutcome, TagOutput } from '../tag.ts'

export { BUCKET, outputXml, REGION } from '../sample-values.ts'

/** What `touches` of most tags does not look at. */
export const ANY_ORDER = { inputKey: undefined, output: undefined } as const

/** A request's operation around `content`, which is XML without the Operation itself. */
export function anOperation(tag: string, content: string): OperationRequest {
  const xml = `<Request><Tag>${tag}</Tag><Input><Object>in/a</Object></Input><Operation>${content}</Operation></Request>`
  const [operation] = readJobRequest(readXml(new TextEncoder().encode(xml))).operations
  if (!operation) throw new Error('no operation')
  return operation
}

/** What reading may ask for; `templates` by id. */
export function aContext(
  template?: NamedTemplate,
  templates: Readonly<Record<string, NamedTemplate>> = {},
): ReadContext {
  return {
    template,
    templateOf(_tag, id) {
      const found = templates[id]
      if (!found) throw new ProtocolError('TemplateNotFound', `There is no template ${id}.`)
      return found
    },
    keyAt: (at, url) => keyOfUrl(at, url, BUCKET),
  }
}

export interface Shown {
  readonly operation: OperationRequest
  readonly order: ShowOrder
  readonly template?: NamedTemplate
  /** What a run gave; none: it has not run. */
  readonly outcome?: RunOutcome
}

/** The Operation of a job as it is shown, as XML. */
export function shownXml(tag: Tag, { operation, order, template, outcome }: Shown): string {
  const success = outcome?.kind === 'success' ? outcome : undefined
  const files = success?.files.filter(({ isPart }) => isPart !== true) ?? []
  const job = {
    params: readParams(tag, operation, aContext(template)),
    output: operation.output,
    template,
    userData: operation.userData,
    customId: operation.customId,
    level: operation.jobLevel,
    result: success?.result,
    files: files.map(({ place }) => ({ ...place, md5: '0'.repeat(32), bytes: 1 })),
  }
  return writeXml(['Operation', showOperation(tag, job, order)])
}

export interface TagRun {
  readonly params: JsonValue
  /** A file of this machine, or its bytes. */
  readonly input?: string | Uint8Array
  readonly inputKey?: string
  readonly output?: TagOutput | undefined
  /** Further objects of the bucket: their bytes by key. */
  readonly objects?: Readonly<Record<string, Uint8Array>>
  readonly signal?: AbortSignal
}

/** Runs tags with real media children and files; nothing is stored. */
export interface TagHarness extends AsyncDisposable {
  readonly media: MediaPool
  /** A folder for the test's own files. */
  readonly directory: string
  /** Reads the operation, then runs it with its output's variables as they are. */
  runOperation(
    tag: Tag,
    operation: OperationRequest,
    run?: Omit<TagRun, 'params' | 'output'>,
  ): Promise<RunOutcome>
  run(tag: Tag, run: TagRun): Promise<RunOutcome>
}

export async function openTagHarness(): Promise<TagHarness> {
  // A work directory may have any name: what an encoder, a filter or a pattern of files takes for its own must not matter.
  const directory = await mkdtemp(path.join(tmpdir(), String.raw`lemnis tag it's:[in],x;y\z=%-`))
  const media = createMediaPool({ size: 1, log: silentLog() })
  let runs = 0
  const run = async (tag: Tag, job: TagRun): Promise<RunOutcome> => {
    runs += 1
    const own = path.join(directory, `run-${runs}`)
    await mkdir(own)
    const { input, inputKey = 'in/a', objects = {}, signal = new AbortController().signal } = job
    const file = typeof input === 'string' ? input : path.join(directory, `input-${runs}`)
    if (input !== undefined && typeof input !== 'string') await writeFile(file, input)
    const bytes = input === undefined ? 0 : (await stat(file)).size
    const stored = Object.entries(objects).map(([key, content]) => toObject(key, content))
    return tag.run(
      {
        id: `j${String(runs).padStart(32, '0')}`,
        bucket: BUCKET,
        params: job.params,
        input:
          input === undefined
            ? undefined
            : {
                bytes,
                key: inputKey,
                blobId: inputKey,
                file: () => Promise.resolve(file),
                read: () => createReadStream(file, { signal }),
              },
        output: job.output,
        directory: () => Promise.resolve(own),
        onProgress: () => undefined,
      },
      {
        media,
        objects: {
          find: (key) => Promise.resolve(stored.find((object) => object.key === key)),
          async *list(prefix) {
            for (const object of stored.toSorted((a, b) => (a.key < b.key ? -1 : 1)))
              if (object.key.startsWith(prefix)) yield await Promise.resolve(object)
          },
          async file({ key }) {
            const at = path.join(directory, `object-${runs}-${createHash('md5').update(key).digest('hex')}`)
            await writeFile(at, objects[key] ?? '')
            return at
          },
          read: ({ key }) => Readable.from([Buffer.from(objects[key] ?? '')]),
        },
      },
      signal,
    )
  }
  return {
    media,
    directory,
    run,
    runOperation: (tag, operation, more = {}) =>
      run(tag, { ...more, params: readParams(tag, operation, aContext()), output: operation.output }),
    async [Symbol.asyncDispose]() {
      await media.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function toObject(key: string, content: Uint8Array): TagObject {
  const etag = createHash('md5').update(content).digest('hex')
  const bytes = content.byteLength
  return { key, blobId: key, bytes, crc64: '0', etag, modifiedAt: 0, contentType: undefined }
}
