import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Runtime {
  readonly name: string
  /** The path of the program; `undefined` when this machine has none, and then the name says so. */
  readonly command: string | undefined
  /** Arguments between the program and the file to run. */
  readonly flags: readonly string[]
  /** The headings of the README whose code runs on it. */
  readonly examples: readonly string[]
}

const NODE_EXAMPLES = ['Express', 'node:http']

/** Returns the Node of the machine, often an older one, and the runtimes that `npm ci` installed in `workspace`. */
export function findRuntimes(workspace: string): readonly Runtime[] {
  const { platform, arch } = process
  const bunArch = arch === 'arm64' ? 'aarch64' : arch
  const modules = join(workspace, 'node_modules')
  const libc = platform === 'linux' ? '-glibc' : ''
  const candidates = [
    { name: 'Node of the machine', command: systemNode(), flags: [], examples: NODE_EXAMPLES },
    {
      name: 'Node 24',
      command: join(modules, `node-${platform}-${arch}/bin/node`),
      flags: [],
      examples: NODE_EXAMPLES,
    },
    {
      name: 'Bun',
      command: join(modules, `@oven/bun-${platform}-${bunArch}/bin/bun`),
      flags: [],
      examples: ['Bun', ...NODE_EXAMPLES],
    },
    {
      name: 'Deno',
      command: join(modules, `@deno/${platform}-${arch}${libc}/deno`),
      flags: [
        'run',
        '--no-prompt',
        '--no-remote',
        '--cached-only',
        '--allow-env',
        '--allow-net',
        '--allow-read',
      ],
      examples: ['Deno', ...NODE_EXAMPLES],
    },
  ]
  return candidates.map((candidate) =>
    existsSync(candidate.command) ? candidate : { ...candidate, command: undefined },
  )
}

/** npm puts the programs of the workspace first in the PATH, among them a Node. */
function systemNode(): string {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
  return folders.map((folder) => join(folder, 'node')).find(existsSync) ?? process.execPath
}
