import { systemClock } from '../base/clock.ts'
import { FileRefusedError } from '../base/file-refusals.ts'
import { readVersion } from '../base/version.ts'
import { CommandError, type CommandContext, type ExamineHere, type NamedCommand } from './command.ts'
import { commands } from './commands/table.ts'
import { commandHelp, commandList, overview, processHelp } from './help.ts'
import { isProcess, type ProcessName } from './processes.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** Starts each process of the service; gives its exit code. */
type StartProcess = Readonly<Record<ProcessName, (args: readonly string[]) => Promise<number>>>

/** What only the whole service can put together. */
interface WholeService {
  readonly start: StartProcess
  readonly examineHere: ExamineHere
}

/** Runs the command that `args` names and gives the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommand(
  args: readonly string[],
  { start, examineHere }: WholeService,
): Promise<number> {
  const terminal = processTerminal()
  const [first = 'help', ...rest] = args
  const asksForHelp = rest.includes('--help') || rest.includes('-h')
  switch (first) {
    case 'help':
    case '--help':
    case '-h':
      return print(terminal, overview())
    case 'version':
    case '--version':
    case '-v':
      return print(terminal, `${readVersion()}\n`)
  }
  for (const [name, given] of [
    [first, rest],
    [`${first} ${rest[0] ?? ''}`, rest.slice(1)],
  ] as const) {
    if (!isProcess(name)) continue
    if (asksForHelp) return print(terminal, processHelp(name))
    return runTold(terminal, name, async () => start[name](given))
  }
  const named = findCommand(first, rest)
  if (named) return asksForHelp ? print(terminal, commandHelp(named)) : runNamed(terminal, named, examineHere)
  const verbs = commandList(first)
  if (verbs === undefined) terminal.complain(`there is no command "${first}". "lemnis help" lists them.`)
  else if (asksForHelp) return print(terminal, verbs)
  else terminal.complain(`say what to do with ${first}:\n\n${verbs}`)
  return 2
}

function findCommand(first: string, rest: readonly string[]): NamedCommand | undefined {
  const [second, ...others] = rest
  for (const [name, args] of [
    [first, rest],
    [`${first} ${second ?? ''}`, others],
  ] as const) {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command) return { name, command, args }
  }
  return undefined
}

async function runNamed(
  terminal: Terminal,
  { name, command, args }: NamedCommand,
  examineHere: ExamineHere,
): Promise<number> {
  const context: CommandContext = {
    terminal,
    clock: systemClock,
    environment: process.env,
    untilStopped: untilInterrupted,
    examineHere,
  }
  return runTold(terminal, name, () => command.run(context, args))
}

/** What its user did wrong is told in a sentence. */
async function runTold(terminal: Terminal, name: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof FileRefusedError) {
      terminal.complain(error.message)
      return 1
    }
    if (!(error instanceof CommandError)) throw error
    terminal.complain(error.message)
    if (error.exitCode === 2) terminal.complain(`see "lemnis ${name} --help".`)
    return error.exitCode
  }
}

function print(terminal: Terminal, text: string): number {
  terminal.write(text)
  return 0
}
