import { diagnosisSchema, type DiagnosisJson } from '../../api-schemas/doctor.ts'
import type { Diagnosis } from '../../base/check.ts'
import type { Answer } from '../answer.ts'
import { connect, UnreachableError, type ApiClient } from '../api-client.ts'
import { usageError, type Command, type CommandContext } from '../command.ts'
import { withScheme } from '../http-address.ts'
import { describeProblem } from '../format/describe-problem.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { stateStyle } from '../format/state-style.ts'
import { formatTable } from '../format/text-table.ts'

/** Checks have limits of their own, and one may wait for another. */
const TIMEOUT_MS = 60_000

export const doctor: Command = {
  summary: 'check the set-up, and say how to fix what is wrong',
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
    assertNoPositionals(positionals)
    const given = values['callback-url']
    const callbackUrl = given === undefined ? undefined : withScheme(given)
    if (values.offline && (values.url ?? values.token) !== undefined) {
      throw usageError('--url and --token name a service, and --offline asks none.')
    }
    const diagnosis = values.offline
      ? await context.runChecksOffline({ callbackUrl })
      : await askService(connect(context, values), callbackUrl)
    if (values.json) printJson(context.terminal, diagnosis)
    else context.terminal.write(report(context, diagnosis))
    return diagnosis.state === 'failed' ? 1 : 0
  },
}

type ServiceDiagnosis = Answer<DiagnosisJson>

async function askService(client: ApiClient, callbackUrl: string | undefined): Promise<ServiceDiagnosis> {
  try {
    return await client.get(diagnosisSchema, 'doctor', { query: { callbackUrl }, timeoutMs: TIMEOUT_MS })
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error
    throw new UnreachableError(`${error.message} On its machine, "lemnis doctor --offline" looks without it.`)
  }
}

/** A line for each check, then the problems with their fixes. */
function report({ terminal }: CommandContext, { checks }: Diagnosis | ServiceDiagnosis): string {
  const rows = formatTable<ServiceDiagnosis['checks'][number] | Diagnosis['checks'][number]>(
    checks,
    [
      { title: 'CHECK', value: ({ name }) => name },
      { title: 'STATE', value: ({ state }) => state, style: ({ state }) => stateStyle(state) },
      { title: 'FOUND', value: ({ found }) => found },
    ],
    terminal,
  )
  const problems = checks.flatMap(({ name, problems }) =>
    problems.map(({ state, what, advice }) => describeProblem({ state, what, advice, by: name }, terminal)),
  )
  const counts = ['ok', 'warning', 'failed', 'skipped'].flatMap((state) => {
    const count = checks.filter((check) => check.state === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return `${rows}${problems.join('')}\n${counts.join(', ')}\n`
}
