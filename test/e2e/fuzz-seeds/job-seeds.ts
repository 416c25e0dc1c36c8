import { COS_HOST } from './hosts.ts'

export interface JobSeed {
  readonly what: string
  readonly tag: string
  readonly input: string
  /** What stands in Operation beside Output. */
  readonly params: string
  readonly object: string
  /** Of the job when it has ended, or of the error that refuses it. */
  readonly code: 'Success' | 'InvalidArgument' | 'ResourceNotSupported'
  readonly isRefused?: true
}

const container = (format: string): string => `<Container><Format>${format}</Format></Container>`
const url = (key: string): string => `https://${COS_HOST}/${key}`

function transcode(
  what: string,
  [format, streams, code]: readonly [format: string, streams: string, code: JobSeed['code']],
  more: Partial<JobSeed> = {},
): JobSeed {
  const params = `<Transcode>${container(format)}${streams}</Transcode>`
  return { what, tag: 'Transcode', input: 'clip.mp4', params, object: 'out/t-${JobId}', code, ...more }
}

const av1 = (more: string): string => `<Video><Codec>AV1</Codec>${more}</Video>`
const sound = (codec: string, more: string): string => `<Audio><Codec>${codec}</Codec>${more}</Audio>`
const REFUSED = { isRefused: true } as const

const image =
  '<Watermark><Type>Image</Type><Pos>Center</Pos><LocMode>Absolute</LocMode><Dx>0</Dx><Dy>0</Dy><Image>' +
  `<Url>${url('still.jpg')}</Url><Mode>Original</Mode><Transparency>50</Transparency></Image></Watermark>`
const words =
  '<Watermark><Type>Text</Type><Pos>Center</Pos><LocMode>Absolute</LocMode><Dx>0</Dx><Dy>0</Dy><Text>' +
  '<FontSize>12</FontSize><FontType>arial.ttf</FontType><FontColor>0XFFFFFF</FontColor>' +
  '<Transparency>50</Transparency><Text>%{pts}</Text></Text></Watermark>'

function marked(what: string, mark: string, more: Partial<JobSeed> = {}): JobSeed {
  const seed = transcode(what, ['mkv', av1(''), 'Success'], more)
  return { ...seed, params: seed.params + mark }
}

const TRANSCODE: readonly JobSeed[] = [
  ...['ts', 'adts', 'hls'].map((format) =>
    transcode(`eight channels in ${format}`, [format, sound('aac', '<Channels>8</Channels>'), 'Success']),
  ),
  ...['48000', '96000'].map((rate) =>
    transcode(`a bitrate that Vorbis has not at ${rate} Hz`, [
      'webm',
      sound('Vorbis', `<Samplerate>${rate}</Samplerate><Bitrate>992</Bitrate>`),
      'Success',
    ]),
  ),
  transcode('a bitrate above the one of Opus', [
    'webm',
    sound('opus', '<Channels>1</Channels><Bitrate>1000</Bitrate>'),
    'Success',
  ]),
  transcode(
    'an AV1 rate with a key frame at each frame',
    ['mp4', av1('<Bitrate>300</Bitrate><Gop>1</Gop>'), 'InvalidArgument'],
    REFUSED,
  ),
  transcode(
    'an AV1 rate with a bound',
    ['mp4', av1('<Bitrate>300</Bitrate><Maxrate>500</Maxrate>'), 'InvalidArgument'],
    REFUSED,
  ),
  transcode(
    'an AV1 film of a frame in minutes',
    ['mp4', av1('<Fps>0.001</Fps>'), 'InvalidArgument'],
    REFUSED,
  ),
  transcode('the best quality of H.264', [
    'mp4',
    '<Video><Codec>H.264</Codec><Crf>0.001</Crf></Video>',
    'Success',
  ]),
  transcode('an AV1 rate of a small picture', ['mp4', av1('<Bitrate>50</Bitrate>'), 'ResourceNotSupported'], {
    input: 'tiny.mp4',
  }),
  transcode('the best quality of VP8', [
    'webm',
    '<Video><Codec>VP8</Codec><Crf>0.001</Crf></Video>',
    'Success',
  ]),
  transcode(
    'a picture too small for H.265',
    ['mp4', '<Video><Codec>H.265</Codec></Video>', 'ResourceNotSupported'],
    {
      input: 'tiny.mp4',
    },
  ),
  transcode('an AV1 quality with a bound and a buffer of minutes', [
    'mkv',
    av1('<Maxrate>11</Maxrate><Bufsize>2000</Bufsize>'),
    'Success',
  ]),
  marked('an image on AV1', image),
  marked('an image on AV1 of a gif', image, { input: 'torn.gif' }),
  transcode(
    'dash of a time without a picture',
    [
      'dash',
      '<Video><Codec>H.264</Codec></Video><Audio><Codec>aac</Codec></Audio><TimeInterval><Start>0.5</Start></TimeInterval>',
      'ResourceNotSupported',
    ],
    { input: 'half.mkv' },
  ),
  transcode('a dash segment of an hour', [
    'dash',
    '<Video><Codec>H.264</Codec><DashSegment>3600</DashSegment></Video>',
    'Success',
  ]),
  marked('words whose colour is in capitals', words),
]

function animation(what: string, [block, code]: readonly [block: string, code: JobSeed['code']]): JobSeed {
  const params = `<Animation>${block}</Animation>`
  return { what, tag: 'Animation', input: 'clip.mp4', params, object: 'out/a-${JobId}', code }
}

/** Seconds: behind the only key frame. */
const START = '<TimeInterval><Start>0.5</Start></TimeInterval>'

function concat(what: string, block: string): JobSeed {
  const params = `<ConcatTemplate><ConcatFragment><Url>${url('tone.wav')}</Url></ConcatFragment>${block}</ConcatTemplate>`
  return { what, tag: 'Concat', input: 'tone.wav', params, object: 'out/c-${JobId}', code: 'Success' }
}

function segment(format: string): JobSeed {
  const params = `<Segment><Format>${format}</Format></Segment>`
  const what = `a damaged description of the pictures, into ${format}`
  return {
    what,
    tag: 'Segment',
    input: 'torn.mp4',
    params,
    object: 'out/s-${JobId}',
    code: 'ResourceNotSupported',
  }
}

function picture(input: string, rule: string): JobSeed {
  const params = `<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/${rule}</ProcessRule></PicProcess>`
  const common = { tag: 'PicProcess', object: 'out/p-${JobId}', code: 'ResourceNotSupported' } as const
  return { what: `${input} by ${rule}`, input, params, ...common }
}

/** Jobs that ended as a failure of the service, each for a reason of its own. */
export const JOB_SEEDS: readonly JobSeed[] = [
  ...TRANSCODE,
  animation('a webp of no frame', [
    `${container('webp')}<Video><AnimateOnlyKeepKeyFrame>true</AnimateOnlyKeepKeyFrame></Video>${START}`,
    'ResourceNotSupported',
  ]),
  animation('a gif of more frames than it has times', [
    `${container('gif')}<Video><AnimateTimeIntervalOfFrame>0.001</AnimateTimeIntervalOfFrame></Video>`,
    'Success',
  ]),
  concat('mp3 of 16 kHz in flv', `<Audio><Codec>mp3</Codec></Audio>${container('flv')}`),
  concat('eight channels in ts', `<Audio><Channels>8</Channels></Audio>${container('ts')}`),
  segment('ts'),
  segment('avi'),
  picture('torn.jpg', 'sharpen/11/format/gif'),
  picture('torn.jpg', 'interlace/1'),
  picture('torn.gif', 'format/gif'),
]
