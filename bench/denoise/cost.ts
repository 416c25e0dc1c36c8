import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../packages/server/src/base/log.ts'
import type { DenoiseSetting } from '../../packages/server/src/media/denoise/settings.ts'
import { AudioEncoder } from '../../packages/server/src/media/encode.ts'
import {
  createMediaPool,
  type MediaPool,
  type MediaResult,
} from '../../packages/server/src/media/pool/pool.ts'
import { readProcessUsage } from '../../packages/server/src/media/pool/process-usage.ts'
import { CLIP_RATE, type Clip } from './clips.ts'
import { wholeJobShare } from './whole-job.ts'

const CHILD = new URL('../../packages/server/src/tags/noise-reduction/child.ts', import.meta.url)
const MINUTE_S = 60
const never = new AbortController().signal

/** Measures a child of the pool from outside. Linux: it reads /proc. */
export class CostBench implements AsyncDisposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'lemnis-bench-'))
  readonly #clips: readonly Clip[]
  #pool = openPool()

  constructor(clips: readonly Clip[]) {
    this.#clips = clips
  }

  /** Processor seconds per second of audio: every clip repeated to 60 s, after one that warms the child up. */
  async processorShare(setting: DenoiseSetting): Promise<number> {
    const files = this.#minutes()
    await this.#run(setting, files[0] ?? '')
    const before = this.#cpuSeconds()
    for (const file of files) await this.#run(setting, file)
    return (this.#cpuSeconds() - before) / (files.length * MINUTE_S)
  }

  /** The same for whole jobs: the service and its children together. */
  wholeJobShare(setting: DenoiseSetting): Promise<number> {
    return wholeJobShare({ setting, files: this.#minutes(), secondsEach: MINUTE_S })
  }

  /** Peak resident bytes of a new child that treats so many seconds. */
  async peakMemory(setting: DenoiseSetting, seconds: number): Promise<number> {
    await this.#pool.close()
    this.#pool = openPool()
    await this.#run(setting, this.#write('long.wav', this.#clips, seconds))
    const status = readFileSync(`/proc/${this.#pid()}/status`, 'latin1')
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1_024
  }

  /** Milliseconds until a file of so many seconds is refused. */
  async refusalTime(seconds: number): Promise<number> {
    const file = this.#write('too-long.wav', this.#clips, seconds)
    const started = performance.now()
    const result = await this.#order('balanced', file, 14_400)
    if (result.kind !== 'failed') throw new Error(`${seconds} s were not refused: ${JSON.stringify(result)}`)
    return performance.now() - started
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close()
    rmSync(this.#directory, { recursive: true })
  }

  async #run(setting: DenoiseSetting, inputPath: string): Promise<void> {
    const result = await this.#order(setting, inputPath, 1_000_000)
    if (result.kind !== 'done') throw new Error(`the job failed: ${JSON.stringify(result)}`)
  }

  #order(setting: DenoiseSetting, inputPath: string, maxDurationS: number): Promise<MediaResult> {
    const outputPath = join(this.#directory, 'out.wav')
    const input = {
      inputPath,
      outputPath,
      format: 'wav',
      sampleRate: CLIP_RATE,
      setting,
      wet: 1,
      maxDurationS,
    }
    return this.#pool.run({ module: CHILD, input }, never)
  }

  #minutes(): string[] {
    return this.#clips.map((clip, index) => this.#write(`${index}.wav`, [clip], MINUTE_S))
  }

  #write(name: string, clips: readonly Clip[], seconds: number): string {
    const path = join(this.#directory, name)
    using encoder = new AudioEncoder({ path, format: 'wav', sampleRate: CLIP_RATE })
    for (let wanted = seconds * CLIP_RATE; wanted > 0;) {
      for (const { noisy } of clips) {
        encoder.write(noisy.subarray(0, Math.max(wanted, 0)))
        wanted -= noisy.length
      }
    }
    encoder.finish()
    return path
  }

  #cpuSeconds(): number {
    return readProcessUsage(this.#pid())?.cpuSeconds ?? Number.NaN
  }

  #pid(): number {
    const [pid] = this.#pool.pids
    if (pid === undefined) throw new Error('the child is gone')
    return pid
  }
}

function openPool(): MediaPool {
  return createMediaPool({ size: 1, log: silentLog() })
}
