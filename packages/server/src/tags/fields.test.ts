import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ProtocolError } from '../protocol/errors.ts'
import { baseFor, pathIn } from './testing/test-field-bases.ts'
import { inTagFolder } from './testing/tag-folder.ts'
import type { Fields } from './testing/tag-sample.ts'
import { readDocument, type Reading } from './testing/test-fields.ts'
import { TAGS } from './testing/test-tags.ts'

/**
 * Every field that a client can write into a job, template, workflow, batch or queue, with a value, and what becomes of
 * it: honoured, echoed (kept and shown again, as it asks for nothing else), rejected, or ignored for a reason.
 */
interface Row {
  readonly path: string
  readonly value: string
  readonly verdict: string
  readonly reason: string
}

/** Those of every document, and of each tag that has some of its own. */
const FILES = [
  new URL('../../../../test/fixtures/fields.tsv', import.meta.url),
  ...TAGS.map(({ name }) => inTagFolder(name, 'testing/fields.tsv')).filter((file) => existsSync(file)),
]

function readRows(): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>()
  for (const line of FILES.flatMap(readLines)) {
    const [document = '', path = '', value = '', verdict = '', reason = ''] = line.split('\t')
    rows.set(document, [...(rows.get(document) ?? []), { path, value, verdict, reason }])
  }
  return rows
}

/** The lines behind the header. */
function readLines(file: URL): readonly string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)
}

test.each([...readRows()])(
  'each field of a %s is honoured, echoed, rejected by name or ignored for a reason',
  (document, rows) => {
    const wrong = rows.flatMap((row) => {
      const problem = problemOf(document, row)
      return problem === undefined ? [] : [`${row.path} = ${row.value}: ${problem}`]
    })
    expect(wrong).toEqual([])
  },
)

/** Paths of values below the Operation of a job, without what all tags have there. */
const OWN = [...readRows()].flatMap(([document, rows]) =>
  document.startsWith('job:') && document !== 'job:*'
    ? rows.map(({ path, verdict }) => ({
        tag: document.slice('job:'.length),
        // Case makes no difference.
        name: path.replace(/^Operation\./, '').toLowerCase(),
        isRead: verdict === 'honoured' || verdict === 'echoed',
      }))
    : [],
)

test('the parameters of a tag are the fields that it reads', () => {
  // A tag that no official client knows has no list of its fields.
  const listed = TAGS.filter(({ name }) => OWN.some(({ tag }) => tag === name))
  const wrong = listed.flatMap(({ name: tag, parameters }) => {
    const described = parameters.filter(({ kind }) => kind !== 'group').map(({ name }) => name.toLowerCase())
    const read = OWN.filter((row) => row.tag === tag && row.isRead).map(({ name }) => name)
    const inAnyTag = OWN.map(({ name }) => name)
    return [
      ...read.filter((name) => !described.includes(name)).map((name) => `${tag}: ${name} is not described`),
      ...described.filter((name) => !inAnyTag.includes(name)).map((name) => `${tag}: ${name} has no row`),
    ]
  })
  expect(wrong).toEqual([])
})

/** What is not as the row says. */
function problemOf(document: string, { path, value, verdict, reason }: Row): string | undefined {
  const base = baseFor(document, path)
  const before = reading(document, base)
  const after = reading(document, { ...base, [pathIn(path)]: value })
  const isTheSame = JSON.stringify(after) === JSON.stringify(before)
  if (after instanceof ProtocolError) {
    if (verdict !== 'refused') return `rejected: ${after.message}`
    return names(after, pathIn(path)) ? undefined : `the refusal does not name it: ${after.message}`
  }
  switch (verdict) {
    case 'honoured':
      return isTheSame ? 'it makes no difference' : undefined
    case 'echoed':
      return after.shown.includes(`>${value}<`) && !isTheSame ? undefined : 'it is not shown'
    case 'ignored':
      if (reason === '') return 'there is no reason'
      return isTheSame ? undefined : 'it makes a difference'
    default:
      return 'it was taken'
  }
}

function reading(document: string, fields: Fields): Reading | ProtocolError {
  try {
    return readDocument(document, fields)
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

/** A node's and a batch's operation is read as any other. Spellings that differ in case are one field. */
function names({ code, message }: ProtocolError, path: string): boolean {
  const shown = path.replace(/^.*\.Nodes\.N\.(?=Operation\.)/, '').toLowerCase()
  const said = message.toLowerCase()
  const isRefusal = code === 'NotImplemented' || code === 'InvalidArgument'
  // Where what is missing is not a child of its own, a batch is told as a job is.
  return isRefusal && (said.includes(shown) || said.includes(shown.replace('.jobparam.', '.')))
}
