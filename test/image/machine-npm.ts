import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** What npm in a root file system needs to reach the registry as npm of this machine does. */
export interface MachineNpm {
  /** The package of npm itself. */
  readonly directory: string
  /** What it downloaded before. */
  readonly cache: string
  /** Settings, certificates, names of hosts; all exist. */
  readonly files: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

export function findMachineNpm(): MachineNpm {
  const cache = config('cache')
  const certificates = process.env['NODE_EXTRA_CA_CERTS']
  const settings = { userconfig: config('userconfig'), globalconfig: config('globalconfig') }
  const files = [
    ...Object.values(settings),
    config('cafile'),
    certificates ?? '',
    '/etc/resolv.conf',
    '/etc/hosts',
  ]
  return {
    directory: path.join(npm('root', '--global'), 'npm'),
    cache,
    files: Array.from(new Set(files)).filter((file) => path.isAbsolute(file) && existsSync(file)),
    variables: {
      npm_config_cache: cache,
      npm_config_prefer_offline: 'true',
      npm_config_userconfig: settings.userconfig,
      npm_config_globalconfig: settings.globalconfig,
      ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
    },
  }
}

function config(name: string): string {
  return npm('config', 'get', name)
}

function npm(...args: readonly string[]): string {
  return execFileSync('npm', args, { encoding: 'utf8', cwd: '/' }).trim()
}
