import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const Failed = z.object({ stdout: z.string(), stderr: z.string() })
/** An installation downloads some 60 MB. */
const TIMEOUT_MS = 5 * 60_000

/** What npm and the launcher tell their children of a clone would lead package managers elsewhere astray. */
const OF_CLONE = /^(npm_|LEMNIS_|NODE_(OPTIONS|PATH|COMPILE_CACHE)$)/i
const OF_REGISTRY = /^npm_config_(registry|cafile|userconfig|globalconfig|cache|proxy|https_proxy|noproxy)$/i

/** A machine with one Node, as far as programs can tell. */
export class Machine {
  readonly name: string
  readonly #environment: NodeJS.ProcessEnv

  /** `programs`: the paths of its Node and of what else is installed. */
  constructor(name: string, programs: readonly string[]) {
    this.name = name
    const own = Object.entries(process.env).filter(([key]) => !OF_CLONE.test(key) || OF_REGISTRY.test(key))
    const folders = (process.env['PATH'] ?? '')
      .split(path.delimiter)
      .filter((one) => !one.includes('node_modules'))
    this.#environment = {
      ...Object.fromEntries(own),
      PATH: [...programs.map((program) => path.dirname(program)), ...folders].join(path.delimiter),
    }
  }

  /** Runs a command in a folder; returns its output. Rejects with its output when it fails. */
  async run(folder: string, command: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<string> {
    const [program = '', ...rest] = command
    try {
      const env = { ...this.#environment, ...variables }
      const { stdout } = await run(program, rest, { cwd: folder, env, timeout: TIMEOUT_MS, maxBuffer: 1e8 })
      return stdout
    } catch (error) {
      throw new Error(`${command.join(' ')} failed:\n${outputOf(error)}`, { cause: error })
    }
  }
}

function outputOf(error: unknown): string {
  const failed = Failed.safeParse(error)
  return failed.success ? `${failed.data.stdout}${failed.data.stderr}` : String(error)
}

/** Installs a package of the registry, such as `pnpm@10`, into a folder; returns the path of the package. */
export async function installPackage(name: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const options = ['--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', ['install', '--prefix', folder, ...options, name])
  return path.join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')))
}
