import type { Diagnosis } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import type { Terminal } from './terminal.ts'

export interface CommandContext {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborts when the user wants the command to end. Asking for it turns Ctrl-C from a kill into a request. */
  untilStopped(): AbortSignal
  readonly examineHere: ExamineHere
}

/** What it takes to show something. */
export type Showing = Pick<CommandContext, 'terminal' | 'clock'>

/** Examines the set-up of this environment without a service. Throws a CommandError. */
export type ExamineHere = (wanted: { readonly callbackUrl?: string | undefined }) => Promise<Diagnosis>

export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string
  /** What stands behind the name: `ID… | --since TIME`. */
  readonly usage: string
  /** Lines of `--flag VALUE   what it does`, without those that every command has. */
  readonly options: readonly string[]
  /** Whole command lines that run. */
  readonly examples: readonly string[]
  /** Gives the exit code: 0 done, 1 failed. */
  run(context: CommandContext, args: readonly string[]): Promise<number>
}

export interface NamedCommand {
  /** `callbacks list`. */
  readonly name: string
  readonly command: Command
  readonly args: readonly string[]
}

/** Something that ends a command with a sentence for its user. */
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
