import { describe, expect, test } from 'vitest'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import type { NamedTemplate, RunOutcome } from '../tag.ts'
import { ANY_ORDER, anOperation, BUCKET, outputXml, REGION, shownXml } from '../testing/test-tag.ts'
import { createTranscode } from './tag.ts'

const tag = createTranscode({ maxDurationS: 60 })
const MP4 = '<Container><Format>mp4</Format></Container>'

function read(content: string, key = 'out/a.mp4'): unknown {
  return shownXml(tag, { operation: anOperation('Transcode', content + outputXml(key)), order: 'response' })
}

function transcode(content: string): string {
  return `<Transcode>${content}</Transcode>`
}

function aContainer(format: string): string {
  return `<Container><Format>${format}</Format></Container>`
}

const LOGO = '<RemoveWatermark><Dx>0</Dx><Dy>0</Dy><Width>10</Width><Height>10</Height></RemoveWatermark>'

test('what was sent is shown again, and no more', () => {
  const block = transcode(
    `${MP4}<Video><Codec>H.264</Codec><Width>1280</Width><Fps>25</Fps><Crf>23.5</Crf></Video>` +
      '<TimeInterval><Start>1.5</Start></TimeInterval><Audio><Codec>aac</Codec></Audio>' +
      '<TransConfig><AdjDarMethod>pad</AdjDarMethod></TransConfig>',
  )
  expect(read(block + LOGO)).toContain(block + LOGO)
})

test('containers in which nothing is said are passed over', () => {
  const mix = '<AudioMix><AudioSource/><EffectConfig><BgmFadeTime/></EffectConfig></AudioMix>'
  const sent = `${MP4}<Video><Codec>h.264</Codec><Width></Width><New/><ColorParam><ColorRange/></ColorParam></Video><Audio/>${mix}`
  const beside =
    '<Watermark><Type/></Watermark><RemoveWatermark><Dx/></RemoveWatermark><Subtitles><Url/></Subtitles>'
  expect(
    read(transcode(`${sent}<TransConfig><HlsEncrypt/></TransConfig>`) + `${beside}<DigitalWatermark/>`),
  ).toContain(
    `${MP4}<Video><Codec>H.264</Codec></Video><Audio></Audio>`.replace('<Audio></Audio>', '<Audio/>'),
  )
})

test.each([
  ['<Video><Width>127</Width></Video>', /Video\.Width must be an even number from 128 to 4096/],
  ['<Video><Width>131</Width></Video>', /Video\.Width must be an even number/],
  ['<Video><Fps>0</Fps></Video>', /Video\.Fps must be a number above 0 and at most 60/],
  ['<Video><Crf>52</Crf></Video>', /Video\.Crf/],
  ['<Video><Bitrate>5</Bitrate></Video>', /Video\.Bitrate must be a whole number .* or auto, or 0 for none/],
  ['<Video><Rotate>360</Rotate></Video>', /Video\.Rotate must be a number of at least 0 and below 360/],
  [
    '<Video><Codec>AV1</Codec><Bitrate>300</Bitrate><Maxrate>500</Maxrate></Video>',
    /Maxrate is for AV1 without/,
  ],
  ['<Video><Codec>AV1</Codec><Bitrate>300</Bitrate><Gop>1</Gop></Video>', /Gop must be at least 2/],
  ['<Video><Codec>AV1</Codec><Fps>0.001</Fps></Video>', /Fps must be at least 0.01 with AV1/],
  ['<Video><Codec>VP9</Codec></Video>', /Transcode\.Video\.Codec must be one of H\.264, H\.265, AV1 in mp4/],
  ['<Video><Preset>good</Preset></Video>', /Video\.Preset must be one of .* with H\.264/],
  ['<Video><Profile>high</Profile><Pixfmt>yuv444p</Pixfmt></Video>', /can't hold/],
  ['<Audio><Codec>opus</Codec></Audio>', /Audio\.Codec must be one of aac, mp3 in mp4/],
  ['<Audio><Codec>mp3</Codec><Samplerate>8000</Samplerate></Audio>', /Samplerate .* with mp3 in mp4/],
  ['<Audio><Codec>mp3</Codec><Channels>6</Channels></Audio>', /Channels must be one of 1, 2 with mp3/],
  ['<Audio><SampleFormat>s16</SampleFormat></Audio>', /SampleFormat must be fltp with aac/],
  ['', /without both would be empty/],
  ['<Video/><TimeInterval><Duration>0</Duration></TimeInterval>', /TimeInterval\.Duration/],
  [
    '<Video/><AudioMix><AudioSource>https://a.example/b</AudioSource></AudioMix>',
    /needs Operation\.Transcode\.Audio/,
  ],
  ['<Audio/><AudioMix><AudioSource>https://a.example/b</AudioSource></AudioMix>', /address of an object in/],
])('in mp4, %s is rejected', (content, message) => {
  expect(() => read(transcode(MP4 + content))).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
  expect(() => read(transcode(MP4 + content))).toThrow(message)
})

test('a job names its settings or a template, and its output', () => {
  expect(() => read('')).toThrow('Operation.Transcode is required.')
  expect(() => read(transcode('<Video/>'))).toThrow('Operation.Transcode.Container.Format is required.')
  expect(() => read(transcode('<Container/><Video/>'))).toThrow('Container.Format is required.')
  const operation = anOperation('Transcode', transcode(`${MP4}<Video/>`))
  expect(() => shownXml(tag, { operation, order: 'response' })).toThrow('Operation.Output is required')
})

test.each([
  [transcode(`${aContainer('amr')}<Audio/>`), 'Container.Format amr'],
  [transcode(`${MP4}<Audio><KeepTwoTracks>true</KeepTwoTracks></Audio>`), 'KeepTwoTracks'],
  [transcode(`${MP4}<Video><Crop>10:10</Crop></Video>`), 'Video.Crop'],
  [
    transcode(
      `${aContainer('hls')}<Video/><TransConfig><HlsEncrypt><IsHlsEncrypt>true</IsHlsEncrypt></HlsEncrypt></TransConfig>`,
    ),
    'HlsEncrypt',
  ],
  [
    transcode(
      `${aContainer('dash')}<Video/><TransConfig><DashEncrypt><IsEncrypt>true</IsEncrypt></DashEncrypt></TransConfig>`,
    ),
    'DashEncrypt',
  ],
  [
    `${transcode(`${MP4}<Video/>`)}<DigitalWatermark><Message>m</Message></DigitalWatermark>`,
    'Operation.DigitalWatermark.Message',
  ],
  [
    `${transcode(`${MP4}<Video/>`)}<Subtitles><Subtitle><Url>u</Url></Subtitle></Subtitles>`,
    'Operation.Subtitles.Subtitle.Url',
  ],
  [transcode(`${MP4}<Video/>`) + LOGO.repeat(2), 'Operation.RemoveWatermark more than once'],
])('%s is not implemented, and named', (content, what) => {
  expect(() => read(content)).toThrow(expect.objectContaining({ code: 'NotImplemented' }))
  expect(() => read(content)).toThrow(what)
})

test('a playlist’s job writes more than its output, and one with an image reads more than its input', () => {
  const mark =
    '<Watermark><Type>Image</Type><Pos>Top</Pos><LocMode>Relativity</LocMode><Dx>0</Dx><Dy>5</Dy>' +
    '<Image><Url>https://media-1250000000.cos.ap-guangzhou.myqcloud.com/a%20b.png</Url><Mode>Original</Mode>' +
    '<Transparency>50</Transparency></Image></Watermark>'
  const key = 'out/${InputName}.${Ext}'
  const operation = anOperation(
    'Transcode',
    transcode(`${aContainer('hls')}<Video/>`) + mark + outputXml(key),
  )
  const params = tag.read(operation, {
    template: undefined,
    templateOf: () => ({ id: '', name: '', params: {} }),
    keyAt: (_, url) => decodeURIComponent(new URL(url).pathname.slice(1)),
  })
  expect(tag.touches?.(params, ANY_ORDER)).toEqual({
    reads: ['a b.png'],
    writes: [{ region: REGION, bucket: BUCKET, object: 'out/${InputName}_*' }],
  })
})

describe('a template', () => {
  const body = `<Request><Tag>Transcode</Tag><Name>n</Name>${MP4}<Video><Width>640</Width></Video><Audio/></Request>`
  const params = tag.template?.read(startReading(readXml(new TextEncoder().encode(body)))) ?? {}

  test('is shown with the documented defaults, in a container of its own name', () => {
    expect((tag.template?.show(params) ?? []).map(writeXml).join('')).toBe(
      `<TransTpl>${MP4}<Video><Codec>H.264</Codec><Width>640</Width><Remove>false</Remove><Profile>high</Profile>` +
        '<Preset>medium</Preset><LongShortMode>false</LongShortMode></Video>' +
        '<Audio><Codec>aac</Codec><Samplerate>44100</Samplerate><Remove>false</Remove>' +
        '<KeepTwoTracks>false</KeepTwoTracks><SwitchTrack>false</SwitchTrack></Audio></TransTpl>',
    )
  })

  test('encryption and fades that are not wanted are repeated as well', () => {
    const settings =
      `${MP4}<Audio/><TransConfig><DeleteMetadata>true</DeleteMetadata><HlsEncrypt><IsHlsEncrypt>false</IsHlsEncrypt>` +
      '<UriKey>k</UriKey></HlsEncrypt><DashEncrypt><IsEncrypt>false</IsEncrypt></DashEncrypt></TransConfig><AudioMix>' +
      '<AudioSource>https://media-1250000000.cos.ap-guangzhou.myqcloud.com/a.mp3</AudioSource><EffectConfig>' +
      '<EnableBgmFade>false</EnableBgmFade><BgmFadeTime>1</BgmFadeTime></EffectConfig></AudioMix>'
    const operation = anOperation('Transcode', `<Transcode>${settings}</Transcode>${outputXml('out/a.mp4')}`)
    expect(shownXml(tag, { operation, order: 'response' })).toContain(settings)
  })

  test('a callback lists watermarks behind UserData, in alphabetical order', () => {
    const mark =
      '<Watermark><Type>Text</Type><Pos>Top</Pos><LocMode>Absolute</LocMode><Dx>0</Dx><Dy>0</Dy><Text><FontSize>9</FontSize>' +
      '<FontType>arial.ttf</FontType><FontColor>0xF0F0F0</FontColor><Transparency>50</Transparency><Text>a</Text></Text></Watermark>'
    const content = `<Transcode>${MP4}<Video/></Transcode>${mark}${outputXml('out/a.mp4')}<UserData>u</UserData>`
    const operation = anOperation('Transcode', content)
    expect(shownXml(tag, { operation, order: 'response' })).toContain(mark)
    expect(shownXml(tag, { operation, order: 'callback' })).toMatch(
      /<UserData>u<\/UserData><Watermark><Dx>0<\/Dx><Dy>.*<Text><FontColor>.*<Text>a<\/Text><Transparency>50<\/Transparency><\/Text><Type>Text<\/Type><\/Watermark><\/Operation>$/,
    )
  })

  test('fills what was sent of the other containers too, and adds none', () => {
    const source = `<AudioSource>https://${BUCKET}.cos.${REGION}.myqcloud.com/a.mp3</AudioSource>`
    const more = `<TimeInterval><Start/><Duration>5</Duration></TimeInterval><TransConfig/><AudioMix>${source}</AudioMix>`
    const sent = readXml(new TextEncoder().encode(body.replace('</Request>', `${more}</Request>`)))
    expect((tag.template?.show(tag.template.read(startReading(sent))) ?? []).map(writeXml).join('')).toMatch(
      new RegExp(
        '</Video><TimeInterval><Start>0</Start><Duration>5</Duration></TimeInterval><Audio>.*</Audio>' +
          '<TransConfig><AdjDarMethod>none</AdjDarMethod><IsCheckReso>false</IsCheckReso>' +
          '<IsCheckVideoBitrate>false</IsCheckVideoBitrate><IsCheckAudioBitrate>false</IsCheckAudioBitrate>' +
          '<IsCheckVideoFps>false</IsCheckVideoFps><DeleteMetadata>false</DeleteMetadata>' +
          `<IsHdr2Sdr>false</IsHdr2Sdr></TransConfig><AudioMix>${RegExp.escape(source)}<MixMode>Repeat</MixMode>` +
          '<Replace>false</Replace></AudioMix></TransTpl>$',
      ),
    )
  })

  test('a callback of a job with it lists what the documented example does, in its order', () => {
    const template: NamedTemplate = { id: 't1', name: 'trans', params }
    const common = { index: 0, codecTag: 0, codecTagString: 'avc1', timeBase: { num: 1, den: 25 } }
    const video = {
      colorRange: 'tv',
      colorPrimaries: 'bt709',
      colorTransfer: 'bt709',
      rotation: 0,
      isPicture: false,
    }
    const outcome: RunOutcome = {
      kind: 'success',
      message: 'success',
      result: {
        probe: {
          format: { name: 'mov', streams: 1, programs: 0, bytes: 9, durationS: 13 },
          streams: [
            {
              ...common,
              ...video,
              type: 'video',
              codecName: 'h264',
              width: 640,
              height: 360,
              level: 30,
              bFrames: 2,
              refFrames: 1,
            },
          ],
        },
      },
      files: [
        {
          path: '/a',
          place: { region: REGION, bucket: BUCKET, object: 'out/a.mp4' },
          contentType: 'video/mp4',
        },
      ],
    }
    const operation = anOperation('Transcode', `${outputXml('out/a.mp4')}<UserData>u</UserData>`)
    const shown = shownXml(tag, { operation, order: 'callback', template, outcome })
    const [, info = '', rest = ''] =
      /^<Operation><JobLevel>0<\/JobLevel>(<MediaInfo>.*<\/MediaInfo>)(.*)<\/Operation>$/.exec(shown) ?? []
    expect(info).toMatch(/<Format><Duration>13.000000<.*<Stream><Audio\/><Subtitle\/><Video>.*<Width>640</)
    expect(rest).toBe(
      `<MediaResult><OutputFile><Bucket>${BUCKET}</Bucket><Md5Info><Md5>${'0'.repeat(32)}</Md5>` +
        '<ObjectName>out/a.mp4</ObjectName></Md5Info><ObjectName>out/a.mp4</ObjectName><ObjectPrefix/>' +
        `<Region>${REGION}</Region></OutputFile></MediaResult>` +
        `<Output><Bucket>${BUCKET}</Bucket><Object>out/a.mp4</Object><Region>${REGION}</Region></Output>` +
        '<TemplateId>t1</TemplateId><TemplateName>trans</TemplateName><UserData>u</UserData>',
    )
  })
})
