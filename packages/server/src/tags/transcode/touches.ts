import type { Touched } from '../tag.ts'
import type { Params } from './params.ts'

/** What a job with these parameters reads beside its input, and writes beside its output. */
export function touchesBeside({ watermarks, mixKeys, parts }: Params): Touched {
  return {
    reads: [...watermarks.flatMap(({ imageKey }) => imageKey ?? []), ...mixKeys],
    writes: parts ? [parts] : [],
  }
}
