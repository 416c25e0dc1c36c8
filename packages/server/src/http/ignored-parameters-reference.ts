import { IGNORED_NAMES } from './ignored-parameters.ts'

const BEGIN = '<!-- the table below is written by `npm run docs` -->'
const END = '<!-- the end of what is written -->'

/** Returns docs/objects.md with the current table of ignored headers and parameters. */
export function withIgnoredParameters(page: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (before === -1 || after < before)
    throw new Error('docs/objects.md has no place for the table of ignored parameters')
  return page.slice(0, before + BEGIN.length) + `\n\n${ignoredParametersTable()}\n\n` + page.slice(after)
}

function ignoredParametersTable(): string {
  const rows = IGNORED_NAMES.map(
    ({ kind, names, reason }) => `| ${kind} | ${names.map((name) => `\`${name}\``).join(', ')} | ${reason} |`,
  )
  return ['|  |  | why it has no effect |', '| --- | --- | --- |', ...rows].join('\n')
}
