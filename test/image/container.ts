import { execFileSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import type { Image } from './build-image.ts'
import { mountDevices, startIn, type Command } from './root-file-system.ts'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000

export interface ContainerOptions {
  /** In place of CMD, behind ENTRYPOINT. */
  readonly arguments: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/** A running container: `image` with its user and its environment. */
export interface Container extends AsyncDisposable {
  /** What it wrote to both outputs so far. */
  log(): string
  /** Waits until the command of HEALTHCHECK succeeds; returns ms since the start. Rejects with the log after a minute. */
  untilHealthy(): Promise<number>
  /** Sends a signal to its first process; returns its exit code and how long the end took, in ms. Rejects after 30 s. */
  stop(signal: NodeJS.Signals): Promise<{ readonly code: number; readonly ms: number }>
}

/** Makes the root file system read-only but for its volumes and /tmp, which are empty. */
export function prepareRoot({ root }: Image): void {
  execFileSync('mount', ['--bind', root, root])
  mountDevices(root)
  execFileSync('mount', ['-o', 'remount,bind,ro', root])
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777', 'tmp', path.join(root, 'tmp')])
}

/** Mounts an empty volume. `options`: owner and mode, as of tmpfs. */
export function mountVolume({ root }: Image, volume: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'volume', path.join(root, volume)])
}

export function unmountVolume({ root }: Image, volume: string): void {
  execFileSync('umount', [path.join(root, volume)])
}

export function startContainer(image: Image, options: ContainerOptions): Container {
  const startedAt = performance.now()
  const [entrypoint = ''] = image.command
  const child = startIn(image.root, commandOf(image, [entrypoint, ...options.arguments], options.variables), [
    'ignore',
    'pipe',
    'pipe',
  ])
  let log = ''
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding('utf8').on('data', (text: string) => (log += text))
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const stop: Container['stop'] = async (signal) => {
    const since = performance.now()
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) })
    signalFirstProcess(child, signal)
    await ended
    return { code: child.exitCode ?? -1, ms: performance.now() - since }
  }
  return {
    log: () => log,
    stop,
    async untilHealthy() {
      while (performance.now() - startedAt < START_TIMEOUT_MS) {
        if (!isRunning()) break
        const { code } = await runInside(image, image.healthcheck, options.variables)
        if (code === 0) return performance.now() - startedAt
        await sleep(50)
      }
      throw new Error(`it is not healthy:\n${log}`)
    },
    async [Symbol.asyncDispose]() {
      if (isRunning()) await stop('SIGKILL')
    },
  }
}

/** Runs a command to its end beside the container, as a container engine's `exec`. */
export async function runInside(
  image: Image,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = startIn(image.root, commandOf(image, words, variables), ['ignore', 'pipe', 'ignore'])
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

function commandOf(
  image: Image,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Command {
  const environment = { HOME: homeOf(image), ...image.environment, ...variables }
  return { words, environment, workingDirectory: image.workingDirectory, user: image.user }
}

/** Container engines take HOME from /etc/passwd. */
function homeOf({ root, user = '0:0' }: Image): string {
  const lines = readFileSync(path.join(root, 'etc/passwd'), 'utf8').split('\n')
  const [, , , , , home = '/'] = lines.map((line) => line.split(':')).find(isOf(user)) ?? []
  return home
}

function isOf(numbers: string): (fields: readonly string[]) => boolean {
  return ([, , user, group]) => `${String(user)}:${String(group)}` === numbers
}

/** `unshare` is the parent of the container's first process. */
function signalFirstProcess({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
  process.kill(Number(children.trim()), signal)
}
