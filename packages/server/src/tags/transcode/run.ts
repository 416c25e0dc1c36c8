import { totalmem } from 'node:os'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { inputOf, outputObjectOf } from '../job-files.ts'
import type { ProducedFile, TagJob, RunOutcome, OutputLocation, TagTools } from '../tag.ts'
import { watermarkFont } from '../watermark-blocks/font.ts'
import { containerOf, type Container } from './containers.ts'
import type { TranscodeFiles } from './files.ts'
import type { Params } from './params.ts'
import { partsName } from './parts.ts'
import { PART_STEM } from './plan.ts'
import { Result } from './result.ts'

const CHILD = new URL('./child.ts', import.meta.url)
/**
 * An encoder keeps some dozens of frames to look ahead. H.265 at 4096 × 2304 pixels with ten bits took 2.6 GB, and
 * documented sizes go up to 4096 × 4096. At 1280 × 720 it is a twentieth.
 */
const MOST_MEMORY_BYTES = 5 * 1024 ** 3
/** Of the machine's memory, so that the task ends before the system ends something else. */
const MEMORY_SHARE = 0.75
const MAX_IMAGE_BYTES = 32 * 1024 * 1024
const PART_CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.ts': 'video/mp2t',
  '.m4s': 'video/iso.segment',
}

export interface TranscodeSettings {
  /** Seconds; a longer input is rejected. */
  readonly maxDurationS: number
}

export async function runTranscode(
  settings: TranscodeSettings,
  { job, params, tools }: { readonly job: TagJob; readonly params: Params; readonly tools: TagTools },
  signal: AbortSignal,
): Promise<RunOutcome> {
  const container = containerOf(params.settings.container.Format)
  const place = placeOf(job, container)
  const reads = params.settings.time === undefined ? 'whole' : 'part'
  const [inputPath, directory] = await Promise.all([inputOf(job).file(reads), job.directory()])
  const gathered = await gatherFiles(params, directory, tools)
  if ('kind' in gathered) return gathered
  const outputPath = path.join(directory, `output.${container.extension}`)
  const result = await tools.media.run(
    {
      module: CHILD,
      input: {
        params,
        inputPath,
        outputPath,
        files: gathered,
        maxDurationS: settings.maxDurationS,
      },
      onProgress: job.onProgress,
      limits: { memoryBytes: Math.min(MOST_MEMORY_BYTES, Math.floor(totalmem() * MEMORY_SHARE)) },
    },
    signal,
  )
  if (result.kind !== 'done') return result
  return {
    kind: 'success',
    message: 'success',
    result: Result.parse(result.value),
    files: await producedFiles({ outputPath, container, place }),
  }
}

/** What only the tag knows of the key. */
function placeOf(job: TagJob, { extension }: Container): OutputLocation {
  const { region, bucket, object } = outputObjectOf(job)
  return { region, bucket, object: expandVariables(object, { Ext: extension }) }
}

/** Everything that is read beside the input, or why it can't be. */
async function gatherFiles(
  { watermarks, mixKeys }: Params,
  directory: string,
  tools: TagTools,
): Promise<TranscodeFiles | RunOutcome> {
  const images: (string | null)[] = []
  const texts: (string | null)[] = []
  const mixes: string[] = []
  for (const [n, { watermark, imageKey }] of watermarks.entries()) {
    const image = imageKey === undefined ? null : await tools.objects.find(imageKey)
    if (image === undefined) return missing('image', imageKey ?? '')
    if (image && image.bytes > MAX_IMAGE_BYTES) return tooLarge(image.key)
    images.push(image && (await tools.objects.file(image)))
    const text = watermark.text ? path.join(directory, `text-${n}`) : null
    if (text !== null) await writeFile(text, watermark.text?.Text ?? '')
    texts.push(text)
  }
  for (const key of mixKeys) {
    const sound = await tools.objects.find(key)
    if (!sound) return missing('sound', key)
    mixes.push(await tools.objects.file(sound))
  }
  return { images, texts, mixes, font: watermarkFont() }
}

interface Produced {
  readonly outputPath: string
  readonly container: Container
  readonly place: OutputLocation
}

/** The output, and the parts of a playlist beside it under the names that it then calls them by. */
async function producedFiles({ outputPath, container, place }: Produced): Promise<ProducedFile[]> {
  const output = { path: outputPath, place, contentType: container.contentType }
  if (container.isPlaylist !== true) return [output]
  const directory = path.dirname(outputPath)
  const stem = partsName(place.object)
  const list = await readFile(outputPath, 'utf8')
  await writeFile(
    outputPath,
    list.replaceAll(PART_STEM, () => encodeURIComponent(path.posix.basename(stem))),
  )
  const names = (await readdir(directory)).filter((name) => name.startsWith(PART_STEM)).toSorted()
  const parts = names.map((name) => ({
    path: path.join(directory, name),
    place: { ...place, object: `${stem}${name.slice(PART_STEM.length)}` },
    contentType: PART_CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream',
    isPart: true,
  }))
  // The list last: a client that sees it finds what it names.
  return [...parts, output]
}

function missing(what: string, key: string): RunOutcome {
  return {
    kind: 'failed',
    code: 'ResourceNotFound',
    message: `The ${what} ${key} does not exist in the bucket.`,
  }
}

function tooLarge(key: string): RunOutcome {
  return {
    kind: 'failed',
    code: 'ResourceNotSupported',
    message: `The image ${key} has more than ${MAX_IMAGE_BYTES} bytes.`,
  }
}
