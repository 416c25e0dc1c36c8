import { connect, UnreachableError, type ApiClient } from '../api-client.ts'
import { usageError, type Command, type CommandContext } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { stateTone } from '../state-tone.ts'
import { table } from '../table.ts'
import { harmless } from '../terminal.ts'
import { diagnosis, type ShownDiagnosis } from '../wire.ts'

/** Checks have limits of their own, and one may stand behind another. */
const TIMEOUT_MS = 60_000

export const doctor: Command = {
  summary: 'examine the set-up, and say what to mend',
  usage: '[--offline] [--callback-url URL]',
  options: [
    '--offline          without a service: what a start with this environment would find',
    '--callback-url URL whether callbacks could go there; nothing is sent',
  ],
  examples: [
    'lemnis doctor',
    'lemnis doctor --offline',
    'lemnis doctor --callback-url https://hooks.example.com/ci',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      offline: { type: 'boolean' },
      'callback-url': { type: 'string' },
    })
    noPositionals(positionals)
    const callbackUrl = values['callback-url']
    if (values.offline && (values.url ?? values.token) !== undefined) {
      throw usageError('--url and --token name a service, and --offline asks none.')
    }
    const found = values.offline
      ? await context.examineHere({ callbackUrl })
      : await askService(connect(context, values), callbackUrl)
    if (values.json) printJson(context.terminal, found)
    else context.terminal.write(report(context, found))
    return found.state === 'failed' ? 1 : 0
  },
}

async function askService(client: ApiClient, callbackUrl: string | undefined): Promise<ShownDiagnosis> {
  try {
    return await client.get(diagnosis, 'doctor', { query: { callbackUrl }, timeoutMs: TIMEOUT_MS })
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error
    throw new UnreachableError(`${error.message} On its machine, "lemnis doctor --offline" looks without it.`)
  }
}

type ShownCheck = Pick<ShownDiagnosis['checks'][number], 'name' | 'state' | 'found'>

/** A line for each check, then what is to be mended. */
function report(
  { terminal }: CommandContext,
  { checks }: Awaited<ReturnType<CommandContext['examineHere']>> | ShownDiagnosis,
): string {
  const lines = table<ShownCheck>(
    checks,
    [
      { title: 'CHECK', value: ({ name }) => name },
      { title: 'STATE', value: ({ state }) => state, tone: ({ state }) => stateTone(state) },
      { title: 'FOUND', value: ({ found }) => found },
    ],
    terminal,
  )
  const problems = checks.flatMap(({ name, problems }) =>
    problems.map(
      ({ state, what, advice }) =>
        `\n${terminal.paint(state, stateTone(state))} ${name}: ${harmless(what)}\n  ${harmless(advice)}\n`,
    ),
  )
  const counts = ['ok', 'warning', 'failed', 'skipped'].flatMap((state) => {
    const count = checks.filter((check) => check.state === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return `${lines}${problems.join('')}\n${counts.join(', ')}\n`
}
