import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { goldenRequests } from '../../../packages/server/src/tags/testing/tag-folder.ts'
import { TAGS } from '../../../packages/server/src/tags/testing/test-tags.ts'
import { goldenFile } from './golden.ts'
import { jsonShape, xmlShape } from './shape.ts'
import { skipWithout } from '../../../tooling/skip-without.ts'

const shared = process.env['LEMNIS_SHARED']
const readShared = (name: string): string => readFileSync(path.join(shared ?? '', 'protocol', name), 'utf8')
const golden = (name: string): string => readFileSync(goldenFile(name), 'utf8')

/** The names of all golden requests. */
const REQUESTS: readonly string[] = TAGS.flatMap(({ name }) => goldenRequests(name))

/** The published callbacks of jobs, each with the golden request that is most like its own. */
function published(): readonly { readonly tag: string; readonly name: string }[] {
  if (shared === undefined) return []
  return readdirSync(path.join(shared, 'protocol', 'examples'))
    .flatMap((file) => /^(\w+)\.callback\.xml$/.exec(file)?.[1] ?? [])
    .filter((tag) => REQUESTS.includes(tag))
    .map((tag) => {
      const hasTemplate = readShared(`examples/${tag}.callback.xml`).includes('<TemplateId>')
      return { tag, name: hasTemplate ? `${tag}ByTemplate` : tag }
    })
}

interface Difference {
  /** Matched against `Tag/format/` and the element's path. */
  readonly at: RegExp
  readonly why: string
}

const OURS: readonly Difference[] = [
  { at: /Operation\/JobLevel$/, why: 'the newest callback page has it' },
  { at: /Video\/(Dar|Sar)$/, why: 'MediaInfo has them; the examples left them out' },
  { at: /^(MediaInfo|Segment)\/.*Video\/FieldOrder$/, why: 'the same, save for that of Transcode' },
  {
    at: /^Transcode\/.*Format\/(Bitrate|FormatLongName|FormatName|NumProgram|StartTime)$/,
    why: 'the format of an output is told as fully as by all other tags',
  },
  { at: /^PicProcess\/json\/.*ProcessResult\/Etag$/, why: 'it is empty in the example, and known here' },
  { at: /^Transcode\/.*WatermarkTemplateId$/, why: 'this request asked for a watermark' },
  { at: /^NoiseReduction\/.*Operation\/NoiseReduction$/, why: 'it had parameters, which are repeated' },
]

const THEIRS: readonly Difference[] = [
  {
    at: /\/json\/JobsDetail\[\]\/(Input\/CosHeaders|Workflow)/,
    why: 'these examples are of jobs that a workflow started',
  },
  { at: /^FileHashCode\/.*Output$/, why: 'it writes none' },
]

const seen = new Set<Difference>()

/** What is no listed difference. */
function without(
  differences: readonly Difference[],
  { in: where, paths }: { readonly in: string; readonly paths: readonly string[] },
): readonly string[] {
  return paths.filter((element) => {
    const found = differences.find(({ at }) => at.test(`${where}/${element}`))
    if (found) seen.add(found)
    return !found
  })
}

describe('golden callbacks beside the published ones', skipWithout('published-pages'), () => {
  test.each(published())('$tag as XML', ({ tag, name }) => {
    const where = `${tag}/xml`
    const ours = without(OURS, { in: where, paths: xmlShape(golden(`${name}.callback.xml`)) })
    const theirs = xmlShape(readShared(`examples/${tag}.callback.xml`))
    expect(ours).toEqual(without(THEIRS, { in: where, paths: theirs }))
  })

  test.each(published())('$tag as JSON', ({ tag, name }) => {
    const where = `${tag}/json`
    const ours = without(OURS, { in: where, paths: jsonShape(golden(`${name}.callback.json`)) })
    // Newer pages show the one job in an array, these do not.
    const theirs = jsonShape(readShared(`examples/${tag}.callback.json`)).map((element) =>
      element.replace(/^JobsDetail(?!\[)/, 'JobsDetail[]'),
    )
    expect(ours).toEqual(without(THEIRS, { in: where, paths: theirs }))
  })

  test.each(catalogue())('$tag has what the catalogue of callbacks lists', ({ tag, operation, message }) => {
    const callback = golden(`${tag}${operation.includes('TemplateId') ? 'ByTemplate' : ''}.callback.xml`)
    const prefix = 'JobsDetail/Operation/'
    const children = xmlShape(callback).flatMap((element) =>
      element.startsWith(prefix) && !element.slice(prefix.length).includes('/') ? [element] : [],
    )
    const listed = operation.map((child) => `${prefix}${child}`)
    const where = `${tag}/xml`
    expect(without(OURS, { in: where, paths: children })).toEqual(
      without(THEIRS, { in: where, paths: without(OURS, { in: where, paths: listed }) }),
    )
    expect(/<Message>(.*)<\/Message>/.exec(callback)?.[1] ?? 'empty').toBe(message)
  })

  afterAll(() => {
    // A difference that is gone is no longer one to excuse.
    expect([...OURS, ...THEIRS].filter((difference) => !seen.has(difference))).toEqual([])
  })
})

interface CatalogueRow {
  readonly tag: string
  /** Names of the children of Operation. */
  readonly operation: readonly string[]
  readonly message: string
}

/** The rows of the catalogue for the tags that have golden files. */
function catalogue(): readonly CatalogueRow[] {
  if (shared === undefined) return []
  const rows = readShared('04-callbacks.md').matchAll(/^\| ([\w, /]+) \| (.+) \| ([\w–]+) \|$/gm)
  return [...rows].flatMap(([, tags = '', operation = '', message = '']) =>
    tags
      .split(/[,/]/)
      .map((tag) => tag.trim())
      .filter((tag) => REQUESTS.includes(tag))
      .map((tag) => ({
        tag,
        operation: childrenOf(operation.replaceAll('FileXxx', tag)),
        message: message === '–' ? 'empty' : message,
      })),
  )
}

const SHORT: Readonly<Record<string, readonly string[]>> = {
  MI: ['MediaInfo'],
  MR: ['MediaResult'],
  T: ['TemplateId', 'TemplateName'],
  U: ['UserData', 'JobLevel'],
}

function childrenOf(text: string): readonly string[] {
  let flat = text
  // The innermost braces first: the catalogue also tells what is inside the children.
  while (/\{[^{}]*\}|\([^()]*\)/.test(flat)) flat = flat.replaceAll(/\{[^{}]*\}|\([^()]*\)/g, '')
  return flat.split(',').flatMap((name) => SHORT[name.trim()] ?? [name.trim()])
}
