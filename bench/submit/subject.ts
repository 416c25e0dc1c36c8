import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A server under test, in a process of its own. */
export interface Subject extends Disposable {
  readonly name: string
  readonly port: number
}

export interface StartOptions {
  readonly name: string
  readonly script: URL
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a script and waits for its line `… listening on http://HOST:PORT`. */
export async function startSubject({ name, script, args, env }: StartOptions): Promise<Subject> {
  const child = spawn(
    process.execPath,
    ['--conditions=lemnis-source', '--disable-warning=ExperimentalWarning', script.pathname, ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return { name, port: await readPort(child, name), [Symbol.dispose]: () => void child.kill() }
}

async function readPort(child: ChildProcess, name: string): Promise<number> {
  if (!child.stdout) throw new Error('no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /listening on https?:\/\/\S*:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    child.stdout.resume()
    return Number(port)
  }
  throw new Error(`${name} ended before it listened`)
}
