import type { JsonValue } from '../base/json.ts'
import { startReading, type FieldPath } from '../protocol/xml/read-fields.ts'
import { readXml } from '../protocol/xml/read-xml.ts'
import type { TemplateRecord } from './template.ts'

/** Returns a tag's reader of templates; `undefined` for a tag that has none in this release. */
type ReaderOf = (tag: string) => { read(request: FieldPath): JsonValue } | undefined

interface Definition {
  /** Never changed, since clients store it. No generated id has these zeros: those are random UUIDs. */
  readonly id: string
  readonly name: string
  readonly tag: string
  /** The elements after Tag and Name in the request that would create it. */
  readonly content: string
}

/** 26 November 2026, when the list was first published, ms since 1970. */
const PUBLISHED_AT = Date.UTC(2026, 10, 26)

const DEFINITIONS: readonly Definition[] = [
  {
    id: 't100000000000000000000000000000001',
    name: 'denoise-wav-16k',
    tag: 'NoiseReduction',
    content: '<NoiseReduction><Format>wav</Format><Samplerate>16000</Samplerate></NoiseReduction>',
  },
  {
    id: 't100000000000000000000000000000002',
    name: 'denoise-mp3-16k',
    tag: 'NoiseReduction',
    content: '<NoiseReduction><Format>mp3</Format><Samplerate>16000</Samplerate></NoiseReduction>',
  },
  {
    id: 't100000000000000000000000000000003',
    name: 'mp4-720p',
    tag: 'Transcode',
    content:
      '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Height>720</Height></Video>' +
      '<Audio><Codec>aac</Codec></Audio>',
  },
  {
    id: 't100000000000000000000000000000004',
    name: 'hls',
    tag: 'Transcode',
    content:
      '<Container><Format>hls</Format></Container><Video><Codec>H.264</Codec></Video><Audio><Codec>aac</Codec></Audio>',
  },
  {
    id: 't100000000000000000000000000000005',
    name: 'cover',
    tag: 'Snapshot',
    content: '<Snapshot><Mode>Interval</Mode><Start>0</Start><Count>1</Count></Snapshot>',
  },
]

/** Whether an id is that of an official template, even if its tag does not run here. */
export function isOfficial(templateId: string): boolean {
  return DEFINITIONS.some(({ id }) => id === templateId)
}

/** Returns the official templates whose tag has templates, with the parameters as the tag reads them. */
export function officialTemplates(readerOf: ReaderOf): readonly TemplateRecord[] {
  return DEFINITIONS.flatMap(({ id, name, tag, content }) => {
    const reader = readerOf(tag)
    if (!reader) return []
    const body = `<Request><Tag>${tag}</Tag><Name>${name}</Name>${content}</Request>`
    const params = reader.read(startReading(readXml(Buffer.from(body))))
    return [{ templateId: id, tag, name, params, createdAt: PUBLISHED_AT, updatedAt: PUBLISHED_AT }]
  })
}
