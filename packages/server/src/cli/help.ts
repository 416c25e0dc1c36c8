import type { NamedCommand } from './command.ts'
import { commands } from './commands/all-commands.ts'
import { wrapText } from './format/wrap-text.ts'
import { processCommands, type ProcessCommand, type ProcessCommandName } from './process-commands.ts'

const SERVICE_HELP = [
  '--url URL          the service; else LEMNIS_HOST and LEMNIS_PORT, on this machine',
  '--token TOKEN      its admin token; else LEMNIS_ADMIN_TOKEN, or the one of the data directory',
  '--json             JSON for programs',
  '--help             this text',
] as const

/** `columns`: the width to keep to, if there is one. */
export function overview(columns?: number): string {
  return wrapText(overviewText(), columns)
}

function overviewText(): string {
  return `lemnis — media jobs with the Cloud Infinite protocol, on your own machine

Usage: lemnis COMMAND [--help]

${formatList(Object.entries(processCommands).map(([name, { summary }]) => [name, summary]))}
${formatList(Object.entries(commands).map(([name, { summary }]) => [name, summary]))}
${formatList([
  ['version', 'print the version'],
  ['help', 'print this, or the help of a command: lemnis help jobs list'],
])}
The first start makes a key pair and keeps it in the data directory (secrets.env).
Exit codes: 0 done, 1 failed, 2 called wrongly.
`
}

/** The commands of one noun; `undefined` when there is no such noun. */
export function commandList(noun: string, columns?: number): string | undefined {
  const found = Object.entries({ ...processCommands, ...commands }).filter(([name]) =>
    name.startsWith(`${noun} `),
  )
  if (found.length === 0) return undefined
  return wrapText(formatList(found.map(([name, { summary }]) => [`lemnis ${name}`, summary])), columns)
}

export function commandHelp(
  { name, command }: Pick<NamedCommand, 'name' | 'command'>,
  columns?: number,
): string {
  return help(name, { ...command, options: [...command.options, ...SERVICE_HELP] }, columns)
}

export function processHelp(name: ProcessCommandName, columns?: number): string {
  const command = processCommands[name]
  return help(name, { ...command, options: [...command.options, '--help             this text'] }, columns)
}

function help(
  name: string,
  { summary, usage, options, examples }: ProcessCommand,
  columns: number | undefined,
): string {
  const described = [
    `lemnis ${name} — ${summary}`,
    '',
    `Usage: lemnis ${name} ${usage}`.trimEnd(),
    '',
    ...options.map((option) => `  ${option}`),
  ].join('\n')
  // Examples are copied, and a line break would end them.
  const copied = ['', 'Examples:', ...examples.map((example) => `  ${example}`)].join('\n')
  return `${wrapText(described, columns)}\n${copied}\n`
}

/** Every command, as it is called. */
export const commandNames: readonly string[] = [...Object.keys(processCommands), ...Object.keys(commands)]

function formatList(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(22, ...entries.map(([name]) => name.length))
  return entries.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}\n`).join('')
}
