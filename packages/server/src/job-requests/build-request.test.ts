import { expect, test } from 'vitest'
import { buildRequest, type RunParameters } from './build-request.ts'

const BUCKET = { name: 'media-1250000000', region: 'ap-guangzhou' }
const OUTPUT = { Region: BUCKET.region, Bucket: BUCKET.name }

interface Given extends Partial<RunParameters> {
  readonly tag: string
  readonly inputs?: readonly string[]
  readonly output?: string
}

function request({ tag, set = [], setOperation = [], template, inputs = ['r/in/a.mov'], output }: Given) {
  return buildRequest(
    { tag, set, setOperation, template },
    { bucket: BUCKET, inputs, inputPrefix: 'r/in/', outputPrefix: 'r/out/', output },
  )
}

test('parameters are below the block of the tag, and further elements below Operation', () => {
  expect(
    request({
      ...{ tag: 'Transcode', output: 'r/out/a.mkv' },
      ...{
        set: ['Video.Width=640', 'Video.Codec=H.264'],
        setOperation: ['UserData=a=b', 'Output.SpriteObject=s'],
      },
    }),
  ).toEqual({
    ...{ Tag: 'Transcode', Input: { Object: 'r/in/a.mov' }, CallBack: 'no' },
    Operation: {
      Transcode: { Video: { Width: '640', Codec: 'H.264' }, Container: { Format: 'mkv' } },
      Output: { ...OUTPUT, Object: 'r/out/a.mkv', SpriteObject: 's' },
      UserData: 'a=b',
    },
  })
})

test('the format follows from the name of the output, unless it or a template is given', () => {
  const formatOf = (given: Partial<Given>) =>
    JSON.stringify(request({ tag: 'Segment', output: 'r/out/a.m3u8', ...given }))
  expect(formatOf({})).toContain('"Segment":{"Format":"hls"}')
  expect(formatOf({ set: ['Format=mp4'] })).toContain('"Segment":{"Format":"mp4"}')
  expect(formatOf({ template: 't1' })).not.toContain('Segment":{')
  expect(formatOf({ template: 't1' })).toContain('"TemplateId":"t1"')
})

test.each([
  ['a.mp3', [], { Audio: { Codec: 'mp3' }, Container: { Format: 'mp3' } }],
  ['a.mp4', [], { Video: { Codec: 'H.264' }, Audio: { Codec: 'aac' }, Container: { Format: 'mp4' } }],
  ['a', ['Container.Format=wav'], { Audio: { Codec: 'pcm_s16le' }, Container: { Format: 'wav' } }],
  ['a.mp4', ['Audio.Codec=mp3'], { Audio: { Codec: 'mp3' }, Container: { Format: 'mp4' } }],
])('%s with %j is transcoded with the usual codecs unless one is named', (name, set, Transcode) => {
  expect(request({ tag: 'Transcode', output: `r/out/${name}`, set })).toMatchObject({
    Operation: { Transcode },
  })
})

test('one picture is made where the output has no number, and MD5 is the usual hash', () => {
  const snapshot = (output: string, set: readonly string[] = []) =>
    request({ tag: 'Snapshot', output, set })['Operation']
  expect(snapshot('r/out/a.jpg')).toMatchObject({ Snapshot: { Count: '1' } })
  expect(snapshot('r/out/a.jpg', ['Count=3'])).toMatchObject({ Snapshot: { Count: '3' } })
  expect(snapshot('r/out/${Number}.jpg')).not.toHaveProperty('Snapshot')
  expect(request({ tag: 'FileHashCode' })).toMatchObject({
    Operation: { FileHashCodeConfig: { Type: 'MD5' } },
  })
})

test('a template has its own parameters', () => {
  const { Operation } = request({ tag: 'Transcode', output: 'r/out/a.mp4', template: 't1' })
  expect(Operation).not.toHaveProperty('Transcode')
})

test('a tag that only answers has no output, and one without parameters no block', () => {
  expect(request({ tag: 'MediaInfo' })).toEqual({
    ...{ Tag: 'MediaInfo', Input: { Object: 'r/in/a.mov' }, CallBack: 'no' },
  })
})

test('tags that take all inputs name them by address or by prefix', () => {
  const inputs = ['r/in/a b.mp4', 'r/in/c.mp4']
  const host = 'https://media-1250000000.cos.ap-guangzhou.myqcloud.com'
  expect(request({ tag: 'Concat', inputs, output: 'r/out/all.mp4' })).toMatchObject({
    Operation: {
      ConcatTemplate: {
        ConcatFragment: [{ Url: `${host}/r/in/a%20b.mp4` }, { Url: `${host}/r/in/c.mp4` }],
        Container: { Format: 'mp4' },
      },
    },
  })
  const packed = request({ tag: 'FileCompress', inputs, output: 'r/out/all.tar.gz' })
  expect(packed).toMatchObject({
    Operation: { FileCompressConfig: { Prefix: 'r/in/', Flatten: '1', Format: 'tar.gz' } },
  })
  expect(packed).not.toHaveProperty('Input')
})

test('tags whose outputs are named otherwise are written so', () => {
  expect(request({ tag: 'FileUncompress', output: 'r/out/' })).toMatchObject({
    Operation: { FileUncompressConfig: { Prefix: 'r/out/' }, Output: OUTPUT },
  })
  expect(request({ tag: 'StreamExtract', set: ['Index=1'], output: 'r/out/a.aac' })).toMatchObject({
    Operation: { Output: { ...OUTPUT, StreamExtract: { Index: '1', Object: 'r/out/a.aac' } } },
  })
})

test.each(['Format', '=mp3', 'a b=c', 'Video..Width=1', '__proto__=1', '1=2'])(
  '%j is no parameter',
  (text) => {
    expect(() => request({ tag: 'NoiseReduction', set: [text] })).toThrow('--set is NAME=VALUE')
  },
)

test('a parameter is given once', () => {
  expect(() => request({ tag: 'NoiseReduction', set: ['Format=mp3', 'Format=wav'] })).toThrow(
    '--set Format is given twice.',
  )
})
