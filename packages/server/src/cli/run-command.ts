import { readVersion } from '../base/version.ts'
import { status } from './status.ts'

/** Gives the exit code of the process: 0 done, 1 failed, 2 called wrongly. */
type Command = (args: readonly string[]) => Promise<number>

const HELP = `lemnis — media jobs with the Cloud Infinite protocol, on your own machine

Usage: lemnis COMMAND

  serve      run the service (settings come from LEMNIS_… variables, see docs/settings.md)
  status     ask a running service how it is: --url URL --token TOKEN --json
  version    print the version
  help       print this

The first start makes a key pair and keeps it in the data directory (secrets.env).
`

/** Runs the command that `args` names; `serve` is handed in, since only the whole service can put it together. */
export async function runCommand(args: readonly string[], serve: Command): Promise<number> {
  const [name = 'help', ...rest] = args
  const commands: Readonly<Record<string, Command>> = {
    serve: (given) => (asksForHelp(given) ? print(HELP) : serve(given)),
    status: (given) => (asksForHelp(given) ? print(HELP) : status(given)),
    version: () => print(`${readVersion()}\n`),
    help: () => print(HELP),
    '--help': () => print(HELP),
    '-h': () => print(HELP),
    '--version': () => print(`${readVersion()}\n`),
    '-v': () => print(`${readVersion()}\n`),
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command) return command(rest)
  process.stderr.write(`lemnis: there is no command "${name}".\n\n${HELP}`)
  return 2
}

const asksForHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h')

function print(text: string): Promise<number> {
  process.stdout.write(text)
  return Promise.resolve(0)
}
