import type { Diagnosis } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import type { Terminal } from './terminal.ts'

export interface CommandContext {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Returns a signal that aborts at Ctrl-C, which otherwise ends the process at once. */
  untilStopped(): AbortSignal
  readonly runChecksOffline: RunChecksOffline
  readonly startTemporaryService: StartTemporaryService
  readonly describeTags: DescribeTags
}

/** What formatting needs. */
export type DisplayContext = Pick<CommandContext, 'terminal' | 'clock'>

/** Checks the set-up of this environment without a service. Throws CommandError. */
export type RunChecksOffline = (options: { readonly callbackUrl?: string | undefined }) => Promise<Diagnosis>

/** A service of this process, whose data is gone when it is disposed. */
export interface TemporaryService extends AsyncDisposable {
  readonly url: string
  readonly adminToken: string
}

/** What the jobs of a tag may be given, in words. */
export interface TagParameter {
  /** Below Operation, with dots. */
  readonly name: string
  /** A group holds others; what is off is no parameter, and accepted only with values that ask for nothing. */
  readonly kind: 'value' | 'group' | 'off'
  /** `even number, 128 to 4096 px`; empty for most groups. */
  readonly values: string
  readonly required: boolean
  readonly default?: string
  /** One sentence. */
  readonly description: string
}

/** The parameters of all tags of this release, by their names. */
export type DescribeTags = () => Promise<ReadonlyMap<string, readonly TagParameter[]>>

/** Throws CommandError. */
export type StartTemporaryService = () => Promise<TemporaryService>

export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string
  /** What follows the name: `ID… | --since TIME`. */
  readonly usage: string
  /** Lines of `--flag VALUE   what it does`, without the flags of every command. */
  readonly options: readonly string[]
  /** Whole command lines that run. */
  readonly examples: readonly string[]
  /** A help about what the first argument names. Throws CommandError. */
  readonly helpOn?: (name: string, describeTags: DescribeTags) => Promise<string>
  /** Returns the exit code: 0 done, 1 failed. */
  run(context: CommandContext, args: readonly string[]): Promise<number>
}

export interface NamedCommand {
  /** `callbacks list`. */
  readonly name: string
  readonly command: Command
  readonly args: readonly string[]
}

/** Ends a command with a sentence for its user. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was called wrongly: exit code 2. */
export const usageError = (message: string): CommandError => new CommandError(message, 2)
