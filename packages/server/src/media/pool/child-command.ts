import { spawnSync } from 'node:child_process'

/** Programs of util-linux that limit a child from outside; each may be missing. */
export interface LimitPrograms {
  /** Lets the kernel kill a child whose parent is gone, even if it hangs in native code. */
  readonly setpriv: boolean
  readonly prlimit: boolean
}

/** Returns the programs that work here: other systems have other programs with these names. */
export function findLimitPrograms(): LimitPrograms {
  if (process.platform !== 'linux') return { setpriv: false, prlimit: false }
  // Where both work, as nearly everywhere, one start of a program is enough to know it.
  if (works(['setpriv', ...DIE_WITH_PARENT, 'prlimit', ...NO_CORE, 'true'])) {
    return { setpriv: true, prlimit: true }
  }
  return {
    setpriv: works(['setpriv', ...DIE_WITH_PARENT, 'true']),
    prlimit: works(['prlimit', ...NO_CORE, 'true']),
  }
}

const DIE_WITH_PARENT = ['--pdeathsig', 'KILL', '--'] as const
/** A core file would contain the customer's audio. */
const NO_CORE = ['--core=0'] as const

function works([program = '', ...rest]: readonly string[]): boolean {
  return spawnSync(program, rest, { stdio: 'ignore', timeout: 5_000 }).status === 0
}

export interface ChildCommandOptions {
  readonly node: string
  readonly script: string
  readonly programs: LimitPrograms
}

/** Returns the command line that starts a child, program first. */
export function childCommand({ node, script, programs }: ChildCommandOptions): string[] {
  return [
    ...(programs.setpriv ? ['setpriv', ...DIE_WITH_PARENT] : []),
    ...(programs.prlimit ? ['prlimit', ...NO_CORE] : []),
    node,
    '--conditions=lemnis-source',
    '--disable-warning=ExperimentalWarning',
    // The heap of a task is small: samples are outside of it, and a growing new space costs more than it saves.
    '--max-old-space-size=192',
    '--max-semi-space-size=2',
    script,
  ]
}

/**
 * Returns the command line that limits a running child further. The limits are soft, so that the next task can have
 * others.
 */
export function limitCommand(pid: number, limits: { cpuSeconds: number; fileBytes: number }): string[] {
  return ['prlimit', '--pid', String(pid), `--cpu=${limits.cpuSeconds}:`, `--fsize=${limits.fileBytes}:`]
}

const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'NODE_COMPILE_CACHE'] as const

/** Returns the environment of a child: no secrets of the service, and no variables that change what Node runs. */
export function childEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])))
}
