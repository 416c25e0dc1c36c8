import { execFileSync, spawn, type ChildProcess } from 'node:child_process'

export const HOSTS = ['api', 'work', 'data', 'recv'] as const
export type Host = (typeof HOSTS)[number]

export const NETWORK = '10.77.0.0/24'
const PREFIX = `lemnis${process.pid}`

export interface Network extends Disposable {
  addressOf(host: Host): string
  /** Takes the host off the network, or puts it back. */
  setLink(host: Host, state: 'up' | 'down'): void
  spawn(host: Host, args: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess
}

/** Four hosts and a switch between them, each a network namespace of this run's own. Needs root and iproute2. */
export function makeNetwork(): Network {
  const ip = (...args: readonly string[]): void => void execFileSync('ip', args)
  const name = (host: string): string => `${PREFIX}-${host}`
  const addressOf = (host: Host): string => `10.77.0.${HOSTS.indexOf(host) + 1}`
  ip('netns', 'add', name('switch'))
  ip('-n', name('switch'), 'link', 'add', 'bridge', 'type', 'bridge')
  ip('-n', name('switch'), 'link', 'set', 'bridge', 'up')
  for (const host of HOSTS) {
    ip('netns', 'add', name(host))
    ip('-n', name(host), 'link', 'add', 'eth', 'type', 'veth', 'peer', 'name', host, 'netns', name('switch'))
    ip('-n', name(host), 'addr', 'add', `${addressOf(host)}/24`, 'dev', 'eth')
    for (const device of ['lo', 'eth']) ip('-n', name(host), 'link', 'set', device, 'up')
    ip('-n', name('switch'), 'link', 'set', host, 'master', 'bridge')
    ip('-n', name('switch'), 'link', 'set', host, 'up')
  }
  return {
    addressOf,
    setLink: (host, state) => ip('-n', name('switch'), 'link', 'set', host, state),
    spawn: (host, args, env = {}) =>
      spawn('ip', ['netns', 'exec', name(host), process.execPath, ...args], {
        env: { ...process.env, ...env },
        stdio: ['pipe', 'pipe', 'inherit'],
        detached: true,
      }),
    [Symbol.dispose]() {
      for (const host of [...HOSTS, 'switch']) {
        const processes = execFileSync('ip', ['netns', 'pids', name(host)], { encoding: 'utf8' })
        for (const pid of processes.split('\n').filter(Boolean)) killIfThere(Number(pid))
        ip('netns', 'del', name(host))
      }
    },
  }
}

/** A media child goes with its worker, perhaps a moment before its own turn. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
