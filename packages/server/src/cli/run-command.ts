import { systemClock } from '../base/clock.ts'
import { FileRefusedError } from '../base/outages/file-refusals.ts'
import { readVersion } from '../base/version.ts'
import { ParameterError } from '../job-requests/parameters.ts'
import {
  CommandError,
  usageError,
  type CommandContext,
  type DescribeTags,
  type NamedCommand,
  type RunChecksOffline,
  type StartTemporaryService,
} from './command.ts'
import { commands } from './commands/all-commands.ts'
import { nearestName } from '../base/nearest-name.ts'
import { commandHelp, commandList, commandNames, overview, processHelp } from './help.ts'
import { wrapText } from './format/wrap-text.ts'
import { isProcessCommand, type ProcessCommandName } from './process-commands.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** What the entry point hands in, as the command line may not import the service. */
export interface ServiceCommands {
  /** Runs each process of the service; returns its exit code. */
  readonly start: Readonly<Record<ProcessCommandName, (args: readonly string[]) => Promise<number>>>
  readonly runChecksOffline: RunChecksOffline
  readonly startTemporaryService: StartTemporaryService
  readonly describeTags: DescribeTags
}

/** Runs the command that `args` names and returns the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommand(args: readonly string[], service: ServiceCommands): Promise<number> {
  const terminal = processTerminal()
  const [first = 'help', ...rest] = args
  switch (first) {
    case 'help':
    case '--help':
    case '-h':
      // These two are no commands of their own: the overview is their help.
      return rest.length === 0 || ['help', 'version'].includes(rest.join(' '))
        ? print(terminal, overview(terminal.columns))
        : runNamed(terminal, [...rest, '--help'], service)
    case 'version':
    case '--version':
    case '-v':
      return print(terminal, `${readVersion()}\n`)
  }
  return runNamed(terminal, args, service)
}

async function runNamed(
  terminal: Terminal,
  [first = '', ...rest]: readonly string[],
  service: ServiceCommands,
): Promise<number> {
  const { columns } = terminal
  const asksForHelp = rest.includes('--help') || rest.includes('-h')
  for (const { name, args } of possibleNames(first, rest)) {
    if (isProcessCommand(name)) {
      if (asksForHelp) return print(terminal, processHelp(name, columns))
      return withMessages(terminal, name, async () => service.start[name](args))
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!command) continue
    const named = { name, command, args }
    if (asksForHelp) return printHelp(terminal, named, service)
    return runClientCommand(terminal, named, service)
  }
  return answerUnknown(terminal, [first, ...rest], asksForHelp)
}

/** A name is one word or two. */
function possibleNames(first: string, rest: readonly string[]): readonly Omit<NamedCommand, 'command'>[] {
  const [second = '', ...others] = rest
  return [
    { name: first, args: rest },
    { name: `${first} ${second}`, args: others },
  ]
}

function runClientCommand(
  terminal: Terminal,
  { name, command, args }: NamedCommand,
  { runChecksOffline, startTemporaryService, describeTags }: ServiceCommands,
): Promise<number> {
  const context: CommandContext = {
    terminal,
    clock: systemClock,
    environment: process.env,
    untilStopped: untilInterrupted,
    runChecksOffline,
    startTemporaryService,
    describeTags,
  }
  return withMessages(terminal, name, () => command.run(context, args))
}

function printHelp(
  terminal: Terminal,
  named: NamedCommand,
  { describeTags }: ServiceCommands,
): Promise<number> {
  const { name, command, args } = named
  const [subject = ''] = args
  const { columns } = terminal
  return withMessages(terminal, name, async () =>
    print(
      terminal,
      command.helpOn && subject !== '' && !subject.startsWith('-')
        ? wrapText(await command.helpOn(subject, describeTags), columns)
        : commandHelp(named, columns),
    ),
  )
}

/** The first word of some commands, or no command at all. */
function answerUnknown(terminal: Terminal, words: readonly string[], asksForHelp: boolean): number {
  const [noun = '', verb = ''] = words
  const verbs = commandList(noun, terminal.columns)
  const isMisspelt = verbs === undefined || !(verb === '' || verb.startsWith('-'))
  if (isMisspelt) terminal.notice(unknownCommand(verbs === undefined ? noun : `${noun} ${verb}`, words))
  else if (asksForHelp) return print(terminal, verbs)
  else terminal.notice(`say what to do with ${noun}:\n\n${verbs}`)
  return 2
}

function unknownCommand(name: string, [noun = '', verb = '']: readonly string[]): string {
  const nouns = [...new Set(commandNames.flatMap((known) => known.split(' ')[0] ?? []))]
  const meant = nearestName(noun, nouns)
  const corrected = `${meant ?? ''} ${verb}`
  const nearest =
    (verb === '' ? undefined : nearestName(`${noun} ${verb}`, commandNames)) ??
    (commandNames.includes(corrected) ? corrected : meant)
  const hint = nearest === undefined ? '"lemnis help" lists them.' : `Did you mean "lemnis ${nearest}"?`
  return `there is no command "${name}". ${hint}`
}

/** Prints an error that the user can fix as a sentence; throws any other. */
async function withMessages(terminal: Terminal, name: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (thrown) {
    const error = thrown instanceof ParameterError ? usageError(thrown.message) : thrown
    if (error instanceof FileRefusedError) {
      terminal.notice(error.message)
      return 1
    }
    if (!(error instanceof CommandError)) throw error
    terminal.notice(error.message)
    if (error.exitCode === 2) terminal.notice(`see "lemnis ${name} --help".`)
    return error.exitCode
  }
}

function print(terminal: Terminal, text: string): number {
  terminal.write(text)
  return 0
}
