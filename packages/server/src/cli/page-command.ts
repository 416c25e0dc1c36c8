import type { z } from 'zod'
import type { Answer } from './answer.ts'
import { connect, type Query } from './api-client.ts'
import type { Command } from './command.ts'
import { PAGE_HELP, PAGE_OPTIONS, readLimit } from './page-options.ts'
import { printJson } from './format/print-json.ts'
import { assertNoPositionals, readArguments, readChoice, SERVICE_OPTIONS } from './read-arguments.ts'
import { readTime } from './read-time.ts'
import { requireNames } from './require-names.ts'
import { writePage, type RecordColumns, type TablePage } from './format/record-table.ts'

export interface PageCommandOptions<T> extends Pick<Command, 'summary' | 'usage' | 'examples'> {
  /** The parameters that the API filters by, each with its line of help. */
  readonly filters: Readonly<Record<string, string>>
  /** What the API calls them, where it calls them otherwise. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Which of them are times before now. */
  readonly times?: readonly string[]
  /** What one of them may be, in any case. */
  readonly choices?: Readonly<Record<string, readonly string[]>>
  readonly path: string
  readonly schema: z.ZodType<T>
  readonly pageOf: (answer: Answer<T>) => Pick<TablePage, 'rows' | 'next'>
  readonly columns: RecordColumns
  /** The sentence where there is nothing at all; a page of what was asked for has its own. */
  readonly none: string
}

/** The sentence for a page without rows: `none` where the query asks for everything. */
export function emptyPage({ before, limit: _, ...filters }: Query, none: string): string {
  if (before !== undefined) return 'There are no older ones.'
  return Object.values(filters).some((value) => value !== undefined) ? 'Nothing matches these options.' : none
}

/** A command that prints one page of a list, newest first. */
export function pageCommand<T>({
  filters,
  path,
  schema,
  pageOf,
  ...options
}: PageCommandOptions<T>): Command {
  const { summary, usage, examples, columns, none, parameters = {}, times = [], choices = {} } = options
  const names = Object.keys(filters)
  const filterOptions = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]))
  return {
    summary,
    usage: `${usage} [--limit N]`,
    options: [...Object.values(filters), ...PAGE_HELP],
    examples,
    async run(context, args) {
      const { values, positionals } = readArguments(args, {
        ...filterOptions,
        ...SERVICE_OPTIONS,
        ...PAGE_OPTIONS,
      })
      assertNoPositionals(positionals)
      const { before, limit } = values
      const query: Record<string, string | number | undefined> = { before, limit: readLimit(limit) }
      const given: Readonly<Record<string, unknown>> = values
      for (const name of names) {
        const value = given[name]
        if (typeof value !== 'string') continue
        query[parameters[name] ?? name] = times.includes(name)
          ? readTime(name, value, { clock: context.clock, towards: 'past' })
          : readChoice(name, value, choices[name] ?? [value])
      }
      const client = connect(context, values)
      const answer = await client.get(schema, path, { query })
      const isEmpty = pageOf(answer).rows.length === 0
      if (isEmpty && before === undefined) await requireNames(client, query)
      if (values.json) printJson(context.terminal, answer)
      else writePage(context, { ...pageOf(answer), columns, none: emptyPage(query, none) })
      return 0
    },
  }
}
