import path from 'node:path'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { inputOf, outputObjectOf } from '../job-files.ts'
import type { TagJob, RunOutcome, OutputLocation, TagTools } from '../tag.ts'
import { defaultOf } from '../parameters/fields.ts'
import { FORMATS, NoiseReductionBlock } from './block.ts'
import { messageOf } from './message.ts'
import { Denoised, Params, type Format } from './params.ts'

const CHILD = new URL('./child.ts', import.meta.url)
/** The vendor's own limit for this tag; ours is the length of the audio. */
const VENDOR_MAX_INPUT_BYTES = 10 * 1024 * 1024

const CONTENT_TYPES = { mp3: 'audio/mpeg', m4a: 'audio/mp4', wav: 'audio/wav' } as const satisfies Record<
  Format,
  string
>

export interface NoiseReductionSettings {
  readonly setting: 'fast' | 'balanced' | 'best'
  /** The share of the cleaned signal in the output, 0–1, where a job has no Strength. */
  readonly wet: number
  /** What becomes of the two channels of a stereo input. */
  readonly channels: 'mono' | 'keep'
  /** Seconds; a longer input is rejected. */
  readonly maxDurationS: number
  /** Whether inputs beyond the vendor's limits are rejected. */
  readonly vendorLimits: boolean
}

/** Cleans the speech in the input; a child process does the work. */
export async function runNoiseReduction(
  settings: NoiseReductionSettings,
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const input = inputOf(job)
  const output = outputObjectOf(job)
  if (settings.vendorLimits && input.bytes > VENDOR_MAX_INPUT_BYTES) return tooLarge(input.bytes)
  const params = Params.parse(job.params)
  const format = params.format ?? formatOfKey(output.object)
  const targetLufs = params.loudness === undefined ? undefined : Number(params.loudness)
  const [inputPath, directory] = await Promise.all([input.file(), job.directory()])
  const outputPath = path.join(directory, `output.${format}`)
  const result = await tools.media.run(
    {
      module: CHILD,
      input: {
        inputPath,
        outputPath,
        format,
        sampleRate: Number(params.sampleRate ?? defaultOf(NoiseReductionBlock.shape.SampleRate)),
        setting: settings.setting,
        wet: params.strength === undefined ? settings.wet : Number(params.strength) / 100,
        ...(targetLufs !== undefined && { loudness: targetLufs }),
        channels: settings.channels,
        maxDurationS: settings.maxDurationS,
      },
      onProgress: job.onProgress,
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const place = { ...output, object: expandVariables(output.object, { Ext: format }) }
  return success(Denoised.parse(result.value), { path: outputPath, place, format, targetLufs })
}

function success(
  result: Denoised,
  file: { path: string; place: OutputLocation; format: Format; targetLufs: number | undefined },
): RunOutcome {
  return {
    kind: 'success',
    message: messageOf(result, file.targetLufs),
    result: { durationS: result.durationS, sampleRate: result.sampleRate },
    files: [{ path: file.path, place: file.place, contentType: CONTENT_TYPES[file.format] }],
  }
}

/** The key's extension when it names a format, else wav. */
export function formatOfKey(key: string): Format {
  const extension = path.posix.extname(key).slice(1).toLowerCase()
  return FORMATS.find((format) => format === extension) ?? 'wav'
}

function tooLarge(bytes: number): RunOutcome {
  return {
    kind: 'failed',
    code: 'ResourceNotSupported',
    message:
      `The input has ${bytes} bytes, and LEMNIS_VENDOR_LIMITS=1 refuses more than ${VENDOR_MAX_INPUT_BYTES} bytes ` +
      '(10 MB) for NoiseReduction.',
  }
}
