import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProtocolError } from '../protocol/errors.ts'
import { startReading } from '../protocol/xml/read-fields.ts'
import { readXml } from '../protocol/xml/read-xml.ts'
import { writeXml } from '../protocol/xml/write-xml.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import { listTags } from './all-tags.ts'
import {
  aContext,
  anOperation,
  BUCKET,
  openTagBench,
  outputXml,
  REGION,
  shownXml,
  type TagBench,
} from './testing/test-tag.ts'

const settings = { setting: 'fast', wet: 1, maxDurationS: 60, vendorLimits: false, timeZone: 480 } as const
const tags = listTags(settings)

interface Sample {
  /** What stands in the Operation of a job, without its Output. */
  readonly params?: string
  readonly output?: string
  /** The body of POST /template, without Tag and Name. */
  readonly template?: string
  /** A parameter out of its range. */
  readonly wrong: string
  /** False where any bytes will do. */
  readonly isPicky?: false
}

const place = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket></Output>`
const SAMPLES: Readonly<Record<string, Sample>> = {
  NoiseReduction: {
    params: '<NoiseReduction><Format>mp3</Format></NoiseReduction>',
    template: '<NoiseReduction><Format>mp3</Format><Samplerate>8000</Samplerate></NoiseReduction>',
    wrong: '<NoiseReduction><Format>ogg</Format></NoiseReduction>',
  },
  MediaInfo: { output: '', wrong: '<UserData>é</UserData>' },
  Transcode: {
    params:
      '<Transcode><Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Bitrate>500</Bitrate></Video>' +
      '<Audio><Codec>aac</Codec></Audio></Transcode><RemoveWatermark><Dx>0</Dx><Dy>0</Dy><Width>9</Width><Height>9</Height></RemoveWatermark>',
    template:
      '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Width>640</Width></Video><Audio><Codec>aac</Codec></Audio>',
    wrong:
      '<Transcode><Container><Format>mp4</Format></Container><Video><Width>7</Width></Video></Transcode>',
  },
  Snapshot: {
    params: '<Snapshot><Count>1</Count></Snapshot>',
    template: '<Snapshot><Mode>Average</Mode><Count>3</Count></Snapshot>',
    wrong: '<Snapshot><Count>0</Count></Snapshot>',
  },
  SmartCover: {
    params: '<SmartCover><Count>1</Count></SmartCover>',
    template:
      '<SmartCover><Format>png</Format><Width>128</Width><Height>128</Height><Count>2</Count></SmartCover>',
    wrong: '<SmartCover><Count>11</Count></SmartCover>',
  },
  Animation: {
    params:
      '<Animation><Container><Format>gif</Format></Container><Video><Width>128</Width><Fps>5</Fps></Video></Animation>',
    template:
      '<Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>128</Width></Video>',
    wrong:
      '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>1</Width></Video></Animation>',
  },
  Concat: {
    params: `<ConcatTemplate><ConcatFragment><Url>https://${BUCKET}.cos.${REGION}.myqcloud.com/b.mp4</Url></ConcatFragment><Audio><Codec>aac</Codec></Audio><Video><Codec>H.264</Codec></Video><Container><Format>mp4</Format></Container></ConcatTemplate>`,
    template: `<ConcatTemplate><ConcatFragment><Url>https://${BUCKET}.cos.${REGION}.myqcloud.com/b.mp4</Url><Mode>End</Mode></ConcatFragment><Audio><Codec>aac</Codec></Audio><Video><Codec>H.264</Codec></Video><Container><Format>mp4</Format></Container></ConcatTemplate>`,
    wrong: '<ConcatTemplate><Container><Format>mkv</Format></Container></ConcatTemplate>',
  },
  Segment: {
    params: '<Segment><Format>mp4</Format><Duration>5</Duration></Segment>',
    wrong: '<Segment><Format>mp4</Format><Duration>1</Duration></Segment>',
  },
  StreamExtract: {
    output: `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><StreamExtract><Index>0</Index><Object>out/a.mp4</Object></StreamExtract></Output>`,
    wrong: '<Output></Output>',
  },
  Watermark: {
    params:
      '<Watermark><Type>Text</Type><Pos>TopLeft</Pos><LocMode>Absolute</LocMode><Text><FontSize>20</FontSize>' +
      '<FontType>simfang.ttf</FontType><FontColor>0xF0F0F0</FontColor><Transparency>80</Transparency><Text>t</Text></Text></Watermark>',
    wrong: '<Watermark><Type>Text</Type><Pos>Middle</Pos></Watermark>',
  },
  PicProcess: {
    params:
      '<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/rotate/90</ProcessRule></PicProcess>',
    template:
      '<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/rotate/90</ProcessRule></PicProcess>',
    wrong: '<PicProcess><ProcessRule>imageMogr2/rotate/x</ProcessRule></PicProcess>',
  },
  FileHashCode: {
    params: '<FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig>',
    output: '',
    wrong: '<FileHashCodeConfig><Type>MD4</Type></FileHashCodeConfig>',
    isPicky: false,
  },
  FileCompress: {
    params: '<FileCompressConfig><Flatten>0</Flatten><Format>zip</Format><Key>a</Key></FileCompressConfig>',
    wrong: '<FileCompressConfig><Flatten>0</Flatten><Format>cab</Format><Key>a</Key></FileCompressConfig>',
  },
  FileUncompress: {
    params: '<FileUncompressConfig><Prefix>x/</Prefix></FileUncompressConfig>',
    output: place,
    wrong: '<FileUncompressConfig><PrefixReplaced>3</PrefixReplaced></FileUncompressConfig>',
  },
}

let bench: TagBench

beforeAll(async () => {
  bench = await openTagBench()
})

afterAll(() => bench[Symbol.asyncDispose]())

/** The names of the children of each element. */
function levels({ children }: XmlElement): readonly (readonly string[])[] {
  return [children.map(({ name }) => name), ...children.flatMap(levels)]
}

const xmlOf = (body: string) => readXml(new TextEncoder().encode(`<Request>${body}</Request>`))

test('there is a sample of every tag, and the documentation has each', () => {
  expect(Object.keys(SAMPLES).toSorted()).toEqual(tags.map(({ name }) => name).toSorted())
  const page = readFileSync(new URL('../../../../docs/tags.md', import.meta.url), 'utf8')
  for (const { name } of tags) expect(page).toContain(`| ${name} `)
})

describe.each(tags)('$name', (tag) => {
  const {
    params = '',
    output = outputXml('out/${Number}'),
    template,
    wrong,
    isPicky = true,
  } = SAMPLES[tag.name] ?? {
    wrong: '',
  }
  const operation = () => anOperation(tag.name, `${params}${output}<UserData>u</UserData>`)

  test('what it reads is plain JSON, and shows again what was sent', () => {
    const read = tag.read(operation(), aContext())
    expect(JSON.parse(JSON.stringify(read))).toEqual(read)
    const response = shownXml(tag, { operation: operation(), order: 'response' })
    expect(response).toContain(params)
    expect(response).toContain('<UserData>u</UserData><JobLevel>0</JobLevel>')
    expect(shownXml(tag, { operation: operation(), order: 'callback' })).toContain('<JobLevel>0</JobLevel>')
  })

  test('a callback goes by the alphabet at every level', () => {
    const read = readXml(
      new TextEncoder().encode(shownXml(tag, { operation: operation(), order: 'callback' })),
    )
    // On the published page, which is that of this tag, JobLevel stands behind UserData.
    const isPublished = tag.name === 'NoiseReduction'
    if (isPublished) expect(read.children.at(-1)?.name).toBe('JobLevel')
    const children = isPublished ? read.children.slice(0, -1) : read.children
    for (const names of levels({ ...read, children })) expect(names).toEqual(names.toSorted())
  })

  test('elements without content, which the Go SDK sends, mean the default', () => {
    const empty = `${params}<Nothing/><TemplateId/>${output}`
    expect(tag.read(anOperation(tag.name, empty), aContext())).toEqual(tag.read(operation(), aContext()))
  })

  test('what is out of range is refused with the name of the element', () => {
    const read = (): unknown =>
      tag.read(anOperation(tag.name, `${wrong}${wrong.includes('Output') ? '' : output}`), aContext())
    expect(read).toThrow(ProtocolError)
    expect(read).toThrow(/^(?!.*undefined)[A-Z]/)
  })

  test.runIf(template)('a template comes back as it went in, and a job with it shows its id', () => {
    const kept = tag.template?.read(startReading(xmlOf(template ?? ''))) ?? null
    const shown = (tag.template?.show(kept) ?? []).map(writeXml).join('')
    for (const [element] of (template ?? '').matchAll(/<(\w+)>[^<]+<\/\1>/g)) expect(shown).toContain(element)
    const named = { id: 't1', name: 'one', params: kept }
    const callback = shownXml(tag, { operation: operation(), order: 'callback', template: named })
    expect(callback).toContain('<TemplateId>t1</TemplateId><TemplateName>one</TemplateName>')
  })

  test.runIf(tag.takesInput !== false && isPicky)(
    'an input that is nothing of the kind is the input’s fault',
    async () => {
      const nothing = new TextEncoder().encode('no such thing')
      const outcome = await bench.runOperation(tag, operation(), {
        input: nothing,
        objects: { 'b.mp4': nothing },
      })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
      expect(outcome.kind === 'failed' && outcome.message).not.toContain(bench.directory)
    },
  )
})
