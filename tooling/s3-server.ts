import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { freePort, untilListening } from './ports.ts'

/** An S3 server that somebody else wrote, in a process of its own, with its objects in a temporary folder. */
export interface S3Server extends S3Address, AsyncDisposable {
  /** As a crash ends it. */
  stop(): Promise<void>
  /** Begins again on the same port and objects. */
  start(): Promise<void>
}

export interface S3Address {
  readonly endpoint: string
  readonly bucket: string
  /** What the AWS SDK's standard chain reads. */
  readonly credentials: Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>
}

const shape = z.object({
  endpoint: z.string(),
  bucket: z.string(),
  credentials: z.object({ AWS_ACCESS_KEY_ID: z.string(), AWS_SECRET_ACCESS_KEY: z.string() }),
})

/** An address as JSON, which is how one process tells it to another. */
export function readS3Server(json: string): S3Address {
  return shape.parse(JSON.parse(json))
}

const BUCKET = 'lemnis'

/** On 127.0.0.1, unless another address of this machine is named. */
export async function startS3(host = '127.0.0.1'): Promise<S3Server> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-s3-'))
  const port = await freePort()
  const script = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js')
  const argv = ['-d', directory, '-a', host, '-p', String(port), '--configure-bucket', BUCKET, '-s']
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, ['--no-deprecation', script, ...argv], { stdio: 'ignore' })
    await untilListening(port, child, host)
  }
  const stop = async (): Promise<void> => {
    const running = child
    child = undefined
    if (running?.exitCode !== null || running.signalCode !== null) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    start,
    stop,
    endpoint: `http://${host}:${port}`,
    bucket: BUCKET,
    credentials: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
