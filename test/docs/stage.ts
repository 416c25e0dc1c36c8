import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { synthesizeSpeech } from '../../demo/synthetic-speech.ts'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import { freePort } from '../../tooling/ports.ts'
import { isHere } from '../../tooling/skip-without.ts'
import { pcmWav } from '../../tooling/wav.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'

const RATE = 16_000
const LIMIT_MS = 3 * 60_000
/** How long a command that runs until Ctrl-C is watched. */
const WATCH_MS = 3_000
/** An answer that says that something is wrong is a failure. */
const CURL = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n'
const SETTLE_MS = 20_000

export interface Ran {
  readonly code: number | null
  readonly output: string
}

/**
 * A folder as a reader of the documentation has it: the packages are installed in it, recordings and a film lie there, and
 * something at port 3000 and 9000 takes callbacks. Ports are free ones in truth, and are replaced in the commands.
 */
export class Stage implements AsyncDisposable {
  readonly folder: string
  readonly #receiver: CallbackReceiver
  readonly #port: number
  readonly #names = new Map<string, string>()
  #service: ChildProcess | undefined
  #variables: Readonly<Record<string, string>> = {}

  private constructor(folder: string, receiver: CallbackReceiver, port: number) {
    this.folder = folder
    this.#receiver = receiver
    this.#port = port
  }

  static async open(root: string): Promise<Stage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-docs-'))
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
    await writeFile(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    await writeFiles(folder)
    return new Stage(folder, await startReceiver(), await freePort())
  }

  /** The address of the receiver. */
  get receiverUrl(): string {
    return this.#receiver.url
  }

  /** What the commands find in the environment, beside what the stage sets. */
  set(variables: Readonly<Record<string, string>>): void {
    this.#variables = variables
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/_lemnis/api`
  }

  /** Lets a name of the documentation, such as `j0123`, stand for one that exists. */
  name(documented: string, real: string): void {
    this.#names.set(documented, real)
  }

  /** Runs commands as a shell does that ends at the first failure. */
  async run(commands: string): Promise<Ran> {
    const child = this.#spawn(await this.#translate(commands))
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    const ran = await endOf(child)
    clearTimeout(timer)
    return ran
  }

  /** Runs a command for some seconds and presses Ctrl-C then. */
  async runUntilInterrupted(command: string): Promise<Ran> {
    const child = this.#spawn(`exec ${await this.#translate(command)}`)
    const timers = [
      setTimeout(() => child.kill('SIGINT'), WATCH_MS),
      setTimeout(() => child.kill('SIGKILL'), WATCH_MS + SETTLE_MS),
    ]
    const ran = await endOf(child)
    for (const timer of timers) clearTimeout(timer)
    return ran
  }

  /** Starts what stays there until the end. Resolves when it says that it listens. */
  async startService(command: string): Promise<Ran> {
    const child = this.#spawn(await this.#translate(command))
    this.#service = child
    child.stderr.resume()
    let output = ''
    for await (const chunk of child.stdout) {
      output += String(chunk)
      if (output.includes('listening on')) break
    }
    return { code: output.includes('listening on') ? 0 : 1, output }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#service?.pid !== undefined && this.#service.exitCode === null) {
      process.kill(-this.#service.pid, 'SIGTERM')
      await once(this.#service, 'exit')
    }
    await this.#receiver[Symbol.asyncDispose]()
    await rm(this.folder, { recursive: true, force: true })
  }

  #spawn(commands: string) {
    return spawn('bash', ['-e', '-o', 'pipefail', '-c', CURL + commands], {
      cwd: this.folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: [
          path.dirname(process.execPath),
          path.join(this.folder, 'node_modules/.bin'),
          process.env['PATH'],
        ].join(':'),
        HOME: this.folder,
        LEMNIS_PORT: String(this.#port),
        LEMNIS_DENOISE: 'fast',
        LEMNIS_DATA_DIR: path.join(this.folder, 'data'),
        ...this.#variables,
      },
    })
  }

  async #translate(commands: string): Promise<string> {
    const receiverPort = new URL(this.#receiver.url).port
    // A block that brings its own receiver needs a port for it.
    const ownPort = commands.includes('.listen(9000)') ? String(await freePort()) : receiverPort
    const named = [...this.#names].reduce((text, [from, to]) => text.replaceAll(from, to), commands)
    return named
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${this.#port}`)
      .replaceAll('localhost:8080', `localhost:${this.#port}`)
      .replaceAll(/(localhost|127\.0\.0\.1):(9000|3000)/g, `127.0.0.1:${ownPort}`)
      .replaceAll('.listen(9000)', `.listen(${ownPort})`)
  }
}

async function endOf(child: ReturnType<typeof spawn>): Promise<Ran> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  await once(child, 'close')
  return { code: child.exitCode, output }
}

/** Whatever the commands take as input. */
async function writeFiles(folder: string): Promise<void> {
  const at = (name: string): string => path.join(folder, name)
  const wav = pcmWav(synthesizeSpeech(RATE), RATE)
  await mkdir(at('talks'))
  for (const name of ['any-speech.wav', 'in.wav', 'talk.wav', 'talks/a.wav', 'talks/b.wav'])
    await writeFile(at(name), wav)
  if (!isHere('ffmpeg')) return
  const film = ['-f', 'lavfi', '-i', 'testsrc2=d=12:s=320x240:r=10', '-f', 'lavfi', '-i', 'sine=d=12']
  await ffmpeg([...film, '-pix_fmt', 'yuv420p', '-shortest', at('film.mp4')])
  for (const name of ['film.mov', 'a.mp4', 'b.mp4']) await cp(at('film.mp4'), at(name))
}
