import type { BreakReason } from './result.ts'

/** Limits of one task; beyond them its child is killed. */
export interface MediaLimits {
  /** Wall-clock ms of the whole task. */
  readonly timeoutMs: number
  /** Longest silence without a progress report, ms. */
  readonly stallMs: number
  /** Resident bytes of the child. */
  readonly memoryBytes: number
  /** Processor seconds of the task. */
  readonly cpuSeconds: number
  /** Bytes of any file that the child writes. */
  readonly fileBytes: number
}

const HOUR_MS = 3_600_000

/** Enough for the longest input that is allowed by default, on a slow machine. */
export const DEFAULT_LIMITS: MediaLimits = {
  timeoutMs: 6 * HOUR_MS,
  stallMs: 60_000,
  memoryBytes: 512 * 1024 * 1024,
  cpuSeconds: (6 * HOUR_MS) / 1_000,
  fileBytes: 8 * 1024 ** 3,
}

/** Resident bytes of a task that decodes video: the frames that a decoder buffers for 8K video take half of it. */
export const VIDEO_MEMORY_BYTES = 1024 * 1024 * 1024

/** The resources that a task has used so far. */
export interface TaskUsage {
  readonly rssBytes: number
  readonly elapsedMs: number
  /** Since the last sign of progress. */
  readonly silentMs: number
  readonly cpuSeconds: number
  /** Of the work, as last reported; undefined: it was not begun. */
  readonly percent: number | undefined
}

/** Returns the first limit that is exceeded, with a message. */
export function findExceededLimit(
  limits: MediaLimits,
  { rssBytes, elapsedMs, silentMs, cpuSeconds, percent }: TaskUsage,
): { readonly reason: BreakReason; readonly message: string } | undefined {
  const place = placeOf(percent)
  if (rssBytes > limits.memoryBytes) {
    const message = `The media process used more than ${limits.memoryBytes} bytes ${place}.`
    return { reason: 'memory', message }
  }
  if (elapsedMs > limits.timeoutMs) {
    return {
      reason: 'timeout',
      message: `The task took longer than ${limits.timeoutMs} ms and was ${place}.`,
    }
  }
  if (cpuSeconds > limits.cpuSeconds) {
    const message = `The task used more than ${limits.cpuSeconds} s of processor time and was ${place}.`
    return { reason: 'timeout', message }
  }
  if (silentMs > limits.stallMs) {
    return { reason: 'stalled', message: `The task made no progress for ${limits.stallMs} ms ${place}.` }
  }
  return undefined
}

function placeOf(percent: number | undefined): string {
  return percent === undefined ? 'before it began' : `at ${Math.floor(percent)} % of its work`
}
