import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RABBITMQ_SERVER } from '../tooling/skip-without.ts'
import { sleep } from '../packages/server/src/base/tasks/wait.ts'

const START_MS = 60_000

/** A RabbitMQ node of the test's own, which it may stop and start again with what it had on its disk. */
export class TestBroker implements AsyncDisposable {
  readonly #directory: string
  readonly #port: number
  #child: ChildProcess | undefined

  static async start(port: number): Promise<TestBroker> {
    const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-broker-'))
    await writeFile(path.join(directory, 'plugins'), '[].')
    const broker = new TestBroker(directory, port)
    await broker.start()
    return broker
  }

  private constructor(directory: string, port: number) {
    this.#directory = directory
    this.#port = port
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    const child = spawn(RABBITMQ_SERVER, [], { env: this.#environment(), stdio: 'ignore', detached: true })
    this.#child = child
    for (let waited = 0; waited < START_MS; waited += 200) {
      if (child.exitCode !== null) throw new Error(`the broker ended with ${child.exitCode}`)
      if (await this.#listens()) return
      await sleep(200)
    }
    throw new Error('the broker did not start')
  }

  /** SIGTERM closes its connections in order, SIGKILL is a crash. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    process.kill(-child.pid, signal)
    await ended
    while (await this.#listens()) await sleep(50)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL')
    await rm(this.#directory, { recursive: true, force: true })
  }

  #listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, '127.0.0.1')
      socket.on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
  }

  #environment(): Record<string, string> {
    const directory = this.#directory
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      RABBITMQ_NODENAME: `lemnis${this.#port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(this.#port),
      RABBITMQ_DIST_PORT: String(this.#port + 1),
      RABBITMQ_MNESIA_BASE: path.join(directory, 'data'),
      RABBITMQ_LOG_BASE: path.join(directory, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: path.join(directory, 'plugins'),
      RABBITMQ_PID_FILE: path.join(directory, 'pid'),
      RABBITMQ_CONFIG_FILE: path.join(directory, 'none'),
      RABBITMQ_CONF_ENV_FILE: path.join(directory, 'none'),
    }
  }
}
