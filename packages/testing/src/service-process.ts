import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { launcher } from '../locate.cjs'

const START_TIMEOUT_MS = 30_000
/** The end of its log that a failed start shows. */
const LOG_TAIL_CHARS = 2_000
/** What a child needs of its surroundings. No LEMNIS_… of them: a test must not write where a developer works. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'LANG', 'SystemRoot', 'NODE_COMPILE_CACHE']

export interface ServiceOptions {
  /** `LEMNIS_…` settings. Without a data directory among them, it has one that it removes at its end. */
  readonly settings: Readonly<Record<string, string>>
  /** The names of those that the service has to know. */
  readonly given: readonly string[]
  /** Whether its log goes to this process's standard error; nowhere otherwise. */
  readonly showLog: boolean
}

/** A service in a child of this process, which ends with it even when it is killed. */
export class ServiceProcess {
  /** What `lemnis serve --print-env` printed. */
  readonly environment: Readonly<Record<string, string>>
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, environment: Readonly<Record<string, string>>) {
    this.#child = child
    this.environment = environment
    // A test that forgot to stop the service ends all the same, and the service with it.
    child.unref()
    for (const stream of [child.stdin, child.stdout, child.stderr])
      if (stream instanceof Socket) stream.unref()
  }

  /** Resolves when the service is ready; rejects with the end of its log when it does not start. */
  static async start({ settings, given, showLog }: ServiceOptions): Promise<ServiceProcess> {
    const isTemporary = settings['LEMNIS_DATA_DIR'] === undefined
    const args = [
      ...['--print-env', '--until-stdin-ends', '--assert-settings', given.join(',')],
      ...(isTemporary ? ['--temporary'] : []),
    ]
    const child = spawn(nodeProgram(), [launcher(), 'serve', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...inherited(), ...settings },
    })
    let log = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_TAIL_CHARS)
      if (showLog) process.stderr.write(text)
    })
    try {
      const environment = readEnvironment(await firstLine(child))
      if (isTemporary) removeWhenKilled(child, environment['LEMNIS_DATA_DIR'])
      return new ServiceProcess(child, environment)
    } catch (error) {
      // Not SIGKILL, at which it would leave its directory.
      child.kill('SIGTERM')
      throw new Error(`Lemnis did not start: ${error instanceof Error ? error.message : ''}\n${log}`, {
        cause: error,
      })
    }
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.ref()
    this.#child.kill('SIGTERM')
    await ended
  }
}

/** A service removes its directory itself, unless it is killed. */
function removeWhenKilled(child: ChildProcess, directory: string | undefined): void {
  child.once('exit', (_, signal) => {
    if (signal !== null && directory !== undefined) rmSync(directory, { recursive: true, force: true })
  })
}

/** The service runs on Node, also where the test does not. */
function nodeProgram(): string {
  return 'bun' in process.versions || 'deno' in process.versions ? 'node' : process.execPath
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`it was not ready after ${START_TIMEOUT_MS / 1_000} s`))
    }, START_TIMEOUT_MS)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`it ended with ${signal ?? `code ${code ?? 0}`}`))
    })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const end = output.indexOf('\n')
      if (end < 0) return
      clearTimeout(timer)
      resolve(output.slice(0, end))
    })
  })
}

function readEnvironment(line: string): Readonly<Record<string, string>> {
  const parsed: unknown = JSON.parse(line)
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`it printed ${line}`)
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]))
}
