import { readFileSync } from 'node:fs'
import { NODE_TYPES } from '../protocol/workflows/workflow-links.ts'
import { allowedValues } from './parameters/allowed-values.ts'
import type { Parameter } from './parameters/parameter.ts'
import type { Tag } from './tag.ts'
import { inTagFolder } from './testing/tag-folder.ts'

const DOCS = '../../../../../docs/'

const RUN_HERE = {
  begin: '<!-- written by `npm run docs` from docs.md of each tag -->',
  end: '<!-- the end of what is written of each tag -->',
}
const NOT_RUN = {
  begin: '<!-- `npm run docs` takes out tags that are run -->',
  end: '<!-- the end of tags that are not run -->',
}
type Part = typeof RUN_HERE

/** docs/tags.md with the parts of all tags as their folders have them now. */
export function withTags(page: string, tags: readonly Tag[]): string {
  const run = new Set(tags.map(({ name }) => name))
  return replacePart(
    replacePart(page, RUN_HERE, () => tagsPart(tags)),
    NOT_RUN,
    (table) => withoutTags(table, run),
  )
}

/** The names of the tags that the page lists as not run here. */
export function tagsNotRun(page: string): readonly string[] {
  return partOf(page, NOT_RUN).split('\n').slice(2).flatMap(namesIn)
}

function partOf(page: string, { begin, end }: Part): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/tags.md lacks ${begin} or ${end}`)
  return page.slice(from + begin.length, to).trim()
}

function replacePart(page: string, part: Part, change: (text: string) => string): string {
  const text = partOf(page, part)
  const [before = '', after = ''] = [page.split(part.begin)[0], page.split(part.end)[1]]
  return `${before}${part.begin}\n\n${change(text)}\n\n${part.end}${after}`
}

function tagsPart(tags: readonly Tag[]): string {
  const docs = tags.map((tag) => ({ tag, ...docsOf(tag) }))
  const rows = docs.map(({ tag, summary }) => {
    const isNode = NODE_TYPES.includes(tag.name)
    return `| ${tag.name} | ${summary} | ${yesOrNo(tag.template !== undefined)} | ${yesOrNo(isNode)} |`
  })
  const table = ['| tag | what it does | template | node |', '| --- | --- | --- | --- |', ...rows].join('\n')
  const sections = docs.flatMap(({ tag, rest }, index) => {
    const before = tags.slice(0, index)
    const parts = [rest, parametersTable(tag.parameters, before)].filter((part) => part !== '')
    return parts.length === 0 ? [] : [`### ${tag.name}\n\n${parts.join('\n\n')}`]
  })
  return [table, ...sections].join('\n\n')
}

/** The parameters below Operation; empty for a tag without any. What is in a group of an earlier tag stands there. */
function parametersTable(parameters: readonly Parameter[], before: readonly Tag[]): string {
  const shared = parameters.flatMap(({ name, kind }) => {
    const tag = before.find((other) => kind === 'group' && other.parameters.some((one) => one.name === name))
    return tag ? [{ name, tag }] : []
  })
  const rows = parameters
    .filter(({ kind, name }) => kind !== 'off' && !shared.some((group) => name.startsWith(`${group.name}.`)))
    .map((parameter) => {
      const { name, required, default: usual, description } = parameter
      const { tag } = shared.find((group) => group.name === name) ?? {}
      const values = tag ? `as for [${tag.name}](#${tag.name.toLowerCase()})` : allowedValues(parameter)
      const absent = required ? 'required' : usual === undefined ? '' : `\`${usual}\``
      return `| \`${name}\` | ${values} | ${absent} | ${description} |`
    })
  if (rows.length === 0) return ''
  return ['| parameter | values | default | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The first paragraph of a tag's docs.md, and the others. */
function docsOf({ name }: Tag): { readonly summary: string; readonly rest: string } {
  const text = readFileSync(inTagFolder(name, 'docs.md'), 'utf8').replaceAll(`](${DOCS}`, '](')
  const [summary = '', ...rest] = text.trim().split('\n\n')
  return { summary, rest: rest.join('\n\n') }
}

/** The rows of a table without the tags that are run; without a row of which none is left. */
function withoutTags(table: string, run: ReadonlySet<string>): string {
  const [head = '', line = '', ...rows] = table.split('\n')
  const left = rows.flatMap((row) => {
    const names = namesIn(row).filter((name) => !run.has(name))
    return names.length === 0 ? [] : [row.replace(/^\|[^|]*\|/, `| ${names.join(', ')} |`)]
  })
  return [head, line, ...left].join('\n')
}

/** The names in the first cell of a row. */
function namesIn(row: string): readonly string[] {
  const [, cell = ''] = row.split('|')
  return cell.split(',').map((name) => name.trim())
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
