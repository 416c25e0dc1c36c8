import { readdirSync } from 'node:fs'
import { goldenPath, inTagFolder } from '../../../packages/server/src/tags/testing/tag-folder.ts'
import { TAGS } from '../../../packages/server/src/tags/testing/test-tags.ts'

const FILES: ReadonlyMap<string, URL> = new Map(
  TAGS.flatMap(({ name }) =>
    readdirSync(inTagFolder(name, 'golden')).map((file) => [file, goldenPath(name, file)] as const),
  ),
)

/** What differs from run to run, or with the version of an encoder, and the word that stands for it in golden files. */
const UNSTABLE: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/\b[jcf][0-9a-f]{32}\b/g, 'JOB_ID'],
  [/\bp[0-9a-f]{32}\b/g, 'QUEUE_ID'],
  [/\bt1[0-9a-f]{32}\b/g, 'TEMPLATE_ID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0800/g, 'TIME'],
  [/http:\/\/127\.0\.0\.1:\d+\/[\w-]+/g, 'CALLBACK_URL'],
  ...valuesOf('RequestId', '[^<"]+', 'REQUEST_ID'),
  ...valuesOf('Md5', '[0-9a-f]{32}', 'MD5'),
  ...valuesOf('Etag', '\\\\?"[0-9a-f]{32}\\\\?"', 'ETAG'),
  // Six decimals: a measured one, while a wanted one is whole.
  ...valuesOf('Bitrate', '\\d+\\.\\d{6}', 'BITRATE'),
  ...valuesOf('Size', '\\d+', 'BYTES'),
]

/** The value of an element in both spellings. */
function valuesOf(name: string, value: string, word: string): readonly (readonly [RegExp, string])[] {
  return [
    [new RegExp(`(?<=<${name}>)${value}(?=</)`, 'g'), word],
    [new RegExp(`(?<="${name}": ")${value}(?=")`, 'g'), word],
  ]
}

/** Where a golden file is; their names differ, as each begins with its tag. Throws for one that is not there. */
export function goldenFile(name: string): URL {
  const file = FILES.get(name)
  if (!file) throw new Error(`there is no golden file ${name}`)
  return file
}

/** One element a line, unstable values replaced. All else stays: white space inside or between elements would show. */
export function stableXml(xml: string): string {
  let depth = 0
  const lines = xml.split(/(?<=>)(?=<)/).map((part) => {
    const isClosing = part.startsWith('</')
    const opens = !isClosing && !part.includes('</') && !part.endsWith('/>') && !part.startsWith('<?')
    if (isClosing) depth -= 1
    const line = `${'  '.repeat(depth)}${part}`
    if (opens) depth += 1
    return line
  })
  return `${withWords(lines.join('\n'))}\n`
}

/** The same for JSON, which must come as compact as JSON can be. */
export function stableJson(json: string): string {
  const value: unknown = JSON.parse(json)
  if (JSON.stringify(value) !== json) throw new Error(`it has white space, or a key twice: ${json}`)
  return `${withWords(JSON.stringify(value, null, 2))}\n`
}

function withWords(text: string): string {
  return UNSTABLE.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text)
}
