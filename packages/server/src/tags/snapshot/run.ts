import path from 'node:path'
import { z } from 'zod'
import { VIDEO_MEMORY_BYTES } from '../../media/pool/limits.ts'
import { PICTURE_TYPES, type PictureFormat } from '../../media/pictures/picture-formats.ts'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { keyPrefix } from '../media-result.ts'
import { pictureFormatOf, pictureFormatOfKey } from '../picture-rule.ts'
import type { SnapshotOrder } from './child.ts'
import { inputOf, outputOf } from '../job-files.ts'
import type { ProducedFile, TagJob, RunOutcome, TagOutput, TagTools } from '../tag.ts'
import { defaultOf } from '../parameters/fields.ts'
import { SnapshotBlock, SpriteBlock } from './block.ts'
import { wantsPictures, wantsSprites } from './out-mode.ts'
import { Params, Taken } from './params.ts'

/** No film has more frames; a shorter one would only come to each of them more often. */
const SHORTEST_INTERVAL_S = 0.001

const CHILD = new URL('./child.ts', import.meta.url)

/** How the files of an outcome are distinguished when they are shown. */
export const SnapshotResult = z.object({
  pictures: z.int(),
  /** What stands before the number in the keys. */
  prefix: z.string(),
  spritePrefix: z.string(),
})

/** Takes pictures of the input; a child process does the work. */
export async function runSnapshot(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const output = outputOf(job)
  const params = Params.parse(job.params)
  const format = params.CIParam === undefined ? undefined : pictureFormatOf(params.CIParam)
  const pictures = format ?? pictureFormatOfKey(output.object ?? '')
  const [inputPath, directory] = await Promise.all([inputOf(job).file('part'), job.directory()])
  const result = await tools.media.run(
    {
      module: CHILD,
      input: { inputPath, directory, ...childOrder(params, output, pictures) },
      onProgress: job.onProgress,
      limits: { memoryBytes: VIDEO_MEMORY_BYTES },
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const { timesMs, sprites } = Taken.parse(result.value)
  const files = [
    ...(wantsPictures(params, output) ? pictureFiles({ output, directory, timesMs, format: pictures }) : []),
    ...spriteFiles(output, directory, sprites),
  ]
  return {
    kind: 'success',
    message: '',
    result: {
      pictures: files.length - sprites,
      prefix: keyPrefix(output.object ?? ''),
      spritePrefix: keyPrefix(output.spriteObject ?? ''),
    },
    files,
  }
}

function childOrder(
  params: Params,
  output: TagOutput,
  format: PictureFormat,
): Omit<SnapshotOrder, 'inputPath' | 'directory'> {
  const wanted = size(params.Width, params.Height)
  const sprite = params.SpriteSnapshotConfig
  return {
    mode: params.Mode ?? defaultOf(SnapshotBlock.shape.Mode),
    startS: Number(params.Start ?? defaultOf(SnapshotBlock.shape.Start)),
    ...(params.TimeInterval !== undefined && {
      intervalS: Math.max(Number(params.TimeInterval), SHORTEST_INTERVAL_S),
    }),
    count: Number(params.Count),
    fillsCount: params.IsCheckCount === 'true',
    ...(params.IsCheckBlack === 'true' && {
      black: {
        share: Number(params.BlackLevel ?? defaultOf(SnapshotBlock.shape.BlackLevel)) / 100,
        threshold: Number(params.PixelBlackThreshold ?? defaultOf(SnapshotBlock.shape.PixelBlackThreshold)),
      },
    }),
    ...(wantsPictures(params, output) && { pictures: { format, wanted } }),
    ...(sprite && wantsSprites(params, output) && { sprite: spriteOrder(sprite, wanted) }),
  }
}

const FITS = { DirectScale: undefined, MaxWHScale: 'inside', MaxWHScaleAndPad: 'pad' } as const

function spriteOrder(sprite: SpriteBlock, pictures: Size): NonNullable<SnapshotOrder['sprite']> {
  const own = size(sprite.CellWidth, sprite.CellHeight)
  const fit = FITS[sprite.ScaleMethod ?? defaultOf(SpriteBlock.shape.ScaleMethod)]
  return {
    cell: { ...(Object.keys(own).length === 0 ? pictures : own), ...(fit && { fit }) },
    color: sprite.Color.replace('#', '0x'),
    layout: {
      columns: Number(sprite.Columns),
      lines: Number(sprite.Lines),
      margin: Number(sprite.Margin ?? defaultOf(SpriteBlock.shape.Margin)),
      padding: Number(sprite.Padding ?? defaultOf(SpriteBlock.shape.Padding)),
    },
  }
}

interface Size {
  width?: number
  height?: number
}

function size(width: string | undefined, height: string | undefined): Size {
  return {
    ...(width !== undefined && { width: Number(width) }),
    ...(height !== undefined && { height: Number(height) }),
  }
}

interface Pictures {
  readonly output: TagOutput
  readonly directory: string
  readonly timesMs: readonly number[]
  readonly format: PictureFormat
}

function pictureFiles({ output, directory, timesMs, format }: Pictures): readonly ProducedFile[] {
  return timesMs.map((timeMs, index) => {
    const values = { Number: String(index), Time: String(timeMs), Ext: format }
    return {
      path: path.join(directory, `picture-${index}.${format}`),
      place: {
        region: output.region,
        bucket: output.bucket,
        object: expandVariables(output.object ?? '', values),
      },
      contentType: PICTURE_TYPES[format],
    }
  })
}

function spriteFiles(output: TagOutput, directory: string, sprites: number): readonly ProducedFile[] {
  return Array.from({ length: sprites }, (_, index) => ({
    path: path.join(directory, `sprite-${index}.jpg`),
    place: {
      region: output.region,
      bucket: output.bucket,
      object: expandVariables(output.spriteObject ?? '', { Number: String(index), Ext: 'jpg' }),
    },
    contentType: PICTURE_TYPES.jpg,
  }))
}
