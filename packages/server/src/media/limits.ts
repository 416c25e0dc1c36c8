/** What one task may use before its child is killed. */
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

/** Room for the longest input that is allowed by default, on a slow machine. */
export const DEFAULT_LIMITS: MediaLimits = {
  timeoutMs: 6 * HOUR_MS,
  stallMs: 60_000,
  memoryBytes: 512 * 1024 * 1024,
  cpuSeconds: (6 * HOUR_MS) / 1_000,
  fileBytes: 8 * 1024 ** 3,
}
