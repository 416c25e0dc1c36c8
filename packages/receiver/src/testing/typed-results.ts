import type {
  CallbackValue,
  JobDetail,
  JobDetailOf,
  MediaInfo,
  OtherJob,
  PicProcessResult,
} from '../index.ts'

/** Compiles only while the union is discriminated by `Tag`, and each operation has the type of its tag. */
export function resultOf(job: JobDetail): string | undefined {
  if (job.Tag === 'Transcode') {
    const names: readonly string[] | undefined = job.Operation?.MediaResult?.OutputFile?.ObjectName
    return names?.join(' ')
  }
  if (job.Tag === 'MediaInfo') {
    const info: MediaInfo | undefined = job.Operation?.MediaInfo
    const width: string | undefined = info?.Stream?.Video?.[0]?.Width
    return width
  }
  if (job.Tag === 'PicProcess') {
    const results: readonly PicProcessResult[] | undefined = job.Operation?.PicProcessResult
    return results?.[0]?.ProcessResult?.Size
  }
  if (job.Tag === 'FileHashCode') {
    const { MD5, SHA1, SHA256 } = job.Operation?.FileHashCodeResult ?? {}
    return MD5 ?? SHA1 ?? SHA256
  }
  return job.Tag === 'NoiseReduction' ? outputOf(job) : undefined
}

function outputOf(job: JobDetailOf<'NoiseReduction'>): string | undefined {
  const format: string | undefined = job.Operation?.NoiseReduction?.Format
  return `${job.Operation?.Output?.Object ?? ''} ${format ?? ''}`
}

/** A tag that has no type is a text, and everything of it can be reached. */
export function unknownField(
  job: OtherJob,
  name: string,
): readonly [tag: string, value: CallbackValue | undefined] {
  const tag: string = job.Tag
  return [tag, job.Operation?.[name]]
}
