import type { XmlNode } from '../protocol/xml/xml.ts'
import type { KeptFile, ShowOrder } from './tag.ts'

/** Files of one output, such as the pictures of a Snapshot job. */
export interface ResultFiles {
  /** Where the output went, for a result without files. */
  readonly region: string
  readonly bucket: string
  readonly files: readonly KeptFile[]
  /** What the names of numbered outputs are shown without: see `keyPrefix`. Empty unless given. */
  readonly prefix?: string | undefined
  /** False for the tags whose results name no hash; true unless given. */
  readonly showsMd5?: boolean
}

export interface MediaResultOptions extends ResultFiles {
  readonly order: ShowOrder
  /** The sprites of a Snapshot job. */
  readonly sprite?: ResultFiles | undefined
}

/** The MediaResult element. A key is ObjectPrefix and ObjectName together, while Md5Info has it whole. */
export function mediaResult({ order, sprite, ...output }: MediaResultOptions): XmlNode {
  const spriteNodes: readonly XmlNode[] = sprite ? [['SpriteOutputFile', showFiles(sprite, order)]] : []
  return ['MediaResult', [['OutputFile', [...showFiles(output, order), ...spriteNodes]]]]
}

/** What stands before `${Number}` in the key of an output whose other variables are replaced; empty without one. */
export function keyPrefix(pattern: string): string {
  return /^(.*?)\$\{number\}/i.exec(pattern)?.[1] ?? ''
}

function showFiles(output: ResultFiles, order: ShowOrder): readonly XmlNode[] {
  const { files, prefix = '', showsMd5 = true } = output
  const hashes: readonly XmlNode[] = files.map(({ md5, object }) => [
    'Md5Info',
    [
      ['Md5', md5],
      ['ObjectName', object],
    ],
  ])
  return [
    ['Bucket', output.bucket],
    ...(showsMd5 ? hashes : [['Md5Info', ''] as const]),
    ...files.map(({ object }) => ['ObjectName', withoutPrefix(object, prefix)] as const),
    ...(prefix === '' && order === 'response' ? [] : [['ObjectPrefix', prefix] as const]),
    ['Region', output.region],
  ]
}

function withoutPrefix(key: string, prefix: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key
}
