import { availableParallelism } from 'node:os'
import { watermarkFont } from '../../packages/server/src/tags/watermark/font.ts'
import type { Clips } from './clips.ts'
import { BUCKET, REGION } from './lemnis.ts'
import type { Work } from './work.ts'

const THREADS = String(availableParallelism())
/** A second of the large film between two key frames, so that what lies before has to be decoded. */
const STILL_S = '31.3'

/** The program with as many threads as the service gives a job that is alone. */
function ffmpeg(input: readonly string[], output: readonly string[]): readonly string[] {
  const threads = ['-threads', THREADS]
  return ['ffmpeg', '-v', 'error', '-nostdin', '-y', ...threads, ...input, ...threads, ...output]
}

function job(tag: string, input: string, operation: string): Work['asked'] {
  return { kind: 'job', tag, input, operation }
}

const out = (object: string): string =>
  `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>OUT/${object}</Object></Output>`
const urlOf = (key: string): string => `https://${BUCKET}.cos.${REGION}.myqcloud.com/${key}`

/** Everything that is measured; the keys of the objects are the files' names, `OUT` is replaced by a prefix. */
export function listWorks(clips: Clips): readonly Work[] {
  return [...transcodes(clips), ...sounds(clips), ...pictures(clips), ...copies(clips), ...glances(clips)]
}

function transcodes({ film, logo }: Clips): readonly Work[] {
  const scaled = ['-vf', 'scale=1280:720', '-pix_fmt', 'yuv420p']
  const aac = ['-c:a', 'aac', '-ar', '44100', '-ac', '2']
  const transcode = (container: string, video: string, audio = 'aac'): string =>
    `<Transcode><Container>${container}</Container><Video>${video}</Video><Audio><Codec>${audio}</Codec>` +
    `<Channels>2</Channels></Audio></Transcode>`
  const mp4 = '<Format>mp4</Format>'
  const size = '<Width>1280</Width><Height>720</Height>'
  const x264 = ['-c:v', 'libx264', '-preset', 'medium', '-profile:v', 'high']
  const text =
    '<Watermark><Type>Text</Type><Pos>TopLeft</Pos><LocMode>Absolute</LocMode><Dx>20</Dx><Dy>20</Dy><Text>' +
    '<Text>Lemnis</Text><FontSize>40</FontSize><FontType>simhei.ttf</FontType><FontColor>0xFFFFFF</FontColor>' +
    '<Transparency>80</Transparency></Text></Watermark>'
  const image =
    `<Watermark><Type>Image</Type><Pos>BottomRight</Pos><LocMode>Absolute</LocMode><Dx>20</Dx><Dy>20</Dy><Image>` +
    `<Url>${urlOf('logo.png')}</Url><Mode>Original</Mode><Transparency>70</Transparency></Image></Watermark>`
  const drawn =
    `movie=${logo},trim=end_frame=1,format=rgba,colorchannelmixer=aa=0.7[l];[in]scale=1280:720[s];` +
    `[s]drawtext=fontfile=${watermarkFont()}:text=Lemnis:fontsize=40:fontcolor=0xFFFFFF@0.8:x=20:y=20[t];` +
    `[t][l]overlay=x=W-w-20:y=H-h-20[out]`
  return [
    {
      name: 'Transcode H.264 720p, crf',
      asked: job(
        'Transcode',
        'film.mp4',
        transcode(mp4, `<Codec>H.264</Codec>${size}<Crf>25</Crf>`) + out('a.mp4'),
      ),
      programs: [ffmpeg(['-i', film], [...scaled, ...x264, '-crf', '25', ...aac, 'a.mp4'])],
      isEncoded: true,
    },
    {
      name: 'Transcode H.264 1080p, veryfast, 4 Mbit/s',
      asked: job(
        'Transcode',
        'film.mp4',
        transcode(mp4, '<Codec>H.264</Codec><Preset>veryfast</Preset><Bitrate>4000</Bitrate>') + out('a.mp4'),
      ),
      programs: [
        ffmpeg(
          ['-i', film],
          [
            ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
            ...['-b:v', '4000k', ...aac, 'a.mp4'],
          ],
        ),
      ],
      isEncoded: true,
    },
    {
      name: 'Transcode H.265 720p, 2 Mbit/s',
      asked: job(
        'Transcode',
        'film.mp4',
        transcode(mp4, `<Codec>H.265</Codec>${size}<Bitrate>2000</Bitrate>`) + out('a.mp4'),
      ),
      programs: [
        ffmpeg(
          ['-i', film],
          [
            ...scaled,
            ...['-c:v', 'libx265', '-preset', 'medium', '-x265-params', `pools=${THREADS}:log-level=none`],
            ...['-b:v', '2000k', ...aac, 'a.mp4'],
          ],
        ),
      ],
      isEncoded: true,
    },
    {
      name: 'Transcode VP9 720p, 2 Mbit/s',
      asked: job(
        'Transcode',
        'film.mp4',
        transcode('<Format>webm</Format>', `<Codec>VP9</Codec>${size}<Bitrate>2000</Bitrate>`, 'opus') +
          out('a.webm'),
      ),
      programs: [
        ffmpeg(
          ['-i', film],
          [
            ...scaled,
            ...['-c:v', 'libvpx-vp9', '-deadline', 'good', '-cpu-used', '3', '-row-mt', '1', '-b:v', '2000k'],
            ...['-c:a', 'libopus', '-ar', '48000', '-ac', '2', 'a.webm'],
          ],
        ),
      ],
      isEncoded: true,
    },
    {
      name: 'Transcode HLS 720p',
      asked: job(
        'Transcode',
        'film.mp4',
        transcode(
          '<Format>hls</Format><ClipConfig><Duration>5</Duration></ClipConfig>',
          `<Codec>H.264</Codec>${size}<Crf>25</Crf>`,
        ) + out('a.m3u8'),
      ),
      programs: [
        ffmpeg(
          ['-i', film],
          [
            ...[
              ...scaled,
              ...x264,
              '-crf',
              '25',
              '-forced-idr',
              '1',
              '-force_key_frames',
              'expr:gte(t,n_forced*5)',
            ],
            ...[...aac, '-f', 'hls', '-hls_time', '5', '-hls_list_size', '0', 'a.m3u8'],
          ],
        ),
      ],
      isEncoded: true,
    },
    {
      name: 'Transcode with text and image',
      asked: job(
        'Transcode',
        'film.mp4',
        transcode(mp4, `<Codec>H.264</Codec>${size}<Crf>25</Crf>`) + text + image + out('a.mp4'),
      ),
      programs: [
        ffmpeg(
          ['-i', film],
          [...['-vf', drawn, '-pix_fmt', 'yuv420p'], ...x264, '-crf', '25', ...aac, 'a.mp4'],
        ),
      ],
      isEncoded: true,
    },
    {
      name: 'Concat two films',
      asked: job(
        'Concat',
        'film.mp4',
        `<ConcatTemplate><ConcatFragment><Url>${urlOf('film.mp4')}</Url></ConcatFragment><Audio><Codec>aac</Codec></Audio>` +
          `<Video><Codec>H.264</Codec><Width>1280</Width><Height>720</Height><Crf>25</Crf></Video>` +
          `<Container><Format>mp4</Format></Container></ConcatTemplate>` +
          out('a.mp4'),
      ),
      programs: [
        ffmpeg(
          ['-i', film, '-i', film],
          [
            ...[
              '-filter_complex',
              '[0:v]scale=1280:720[a];[1:v]scale=1280:720[b];[a][0:a][b][1:a]concat=a=1',
            ],
            ...['-c:v', 'libx264', '-crf', '25', '-c:a', 'aac', '-movflags', '+faststart', 'a.mp4'],
          ],
        ),
      ],
      isEncoded: true,
    },
  ]
}

/** Ten minutes, each codec as the service encodes it where only the codec is asked for. */
function sounds({ sound }: Clips): readonly Work[] {
  const codecs = [
    { name: 'mp3', format: 'mp3', codec: 'mp3', encoder: ['libmp3lame', '-b:a', '128k'], bitrate: '128' },
    { name: 'aac', format: 'm4a', codec: 'aac', encoder: ['aac', '-b:a', '128k'], bitrate: '128' },
    { name: 'flac', format: 'flac', codec: 'flac', encoder: ['flac'] },
    {
      name: 'opus',
      format: 'webm',
      codec: 'opus',
      encoder: ['libopus', '-b:a', '96k'],
      bitrate: '96',
      rate: '48000',
    },
  ]
  return codecs.map(({ name, format, codec, encoder, bitrate, rate = '44100' }) => ({
    name: `Transcode 10 min to ${name}`,
    asked: job(
      'Transcode',
      'sound.wav',
      `<Transcode><Container><Format>${format}</Format></Container><Audio><Codec>${codec}</Codec><Samplerate>${rate}</Samplerate>` +
        (bitrate === undefined ? '' : `<Bitrate>${bitrate}</Bitrate>`) +
        `</Audio></Transcode>${out(`a.${format}`)}`,
    ),
    programs: [ffmpeg(['-i', sound], ['-c:a', ...encoder, '-ar', rate, `a.${format}`])],
    isEncoded: true,
  }))
}

function pictures({ film, large, picture }: Clips): readonly Work[] {
  const animation = (format: string, fps: string): string =>
    `<Animation><Container><Format>${format}</Format></Container><Video><Codec>${format}</Codec><Width>320</Width>` +
    `<Fps>${fps}</Fps></Video></Animation>`
  const small = 'fps=10,scale=trunc(iw*sar):ih,setsar=1,scale=320:-1:flags=lanczos'
  const numbered = (block: string): string => `<Snapshot>${block}</Snapshot>${out('${Number}.jpg')}`
  return [
    {
      name: 'Animation gif 320 px, 10 a second',
      asked: job('Animation', 'film.mp4', animation('gif', '10') + out('a.gif')),
      programs: [
        ffmpeg(['-i', film], ['-an', '-vf', `${small},palettegen`, '-update', '1', 'tmp-palette.png']),
        ffmpeg(
          ['-i', film, '-i', 'tmp-palette.png'],
          ['-an', '-filter_complex', `[0:v]${small}[x];[x][1:v]paletteuse`, '-loop', '0', 'a.gif'],
        ),
      ],
      isEncoded: true,
    },
    {
      name: 'Animation webp 320 px, 10 a second',
      asked: job('Animation', 'film.mp4', animation('webp', '10') + out('a.webp')),
      programs: [ffmpeg(['-i', film], ['-an', '-vf', small, '-c:v', 'libwebp_anim', '-loop', '0', 'a.webp'])],
      isEncoded: true,
    },
    {
      name: 'Snapshot each second of 100 MB',
      asked: job(
        'Snapshot',
        'large.mp4',
        numbered('<Mode>Interval</Mode><TimeInterval>1</TimeInterval><Count>1000</Count>'),
      ),
      programs: [
        ffmpeg(
          ['-i', large],
          ['-vf', 'select=gte(t\\,selected_n)', '-vsync', 'passthrough', '-q:v', '2', '%d.jpg'],
        ),
      ],
    },
    {
      name: 'Snapshot key frames of 100 MB',
      asked: job('Snapshot', 'large.mp4', numbered('<Mode>KeyFrame</Mode><Count>1000</Count>')),
      programs: [
        ffmpeg(['-skip_frame', 'nokey', '-i', large], ['-vsync', 'passthrough', '-q:v', '2', '%d.jpg']),
      ],
    },
    {
      name: 'SmartCover of 100 MB',
      asked: job(
        'SmartCover',
        'large.mp4',
        `<SmartCover><Count>3</Count></SmartCover>${out('${Number}.jpg')}`,
      ),
      programs: [ffmpeg(['-i', large], ['-vf', 'thumbnail=400', '-frames:v', '3', '%d.jpg'])],
      unlike: 'the filter thumbnail chooses by histograms',
    },
    {
      name: 'PicProcess 12 megapixels to 800',
      asked: job(
        'PicProcess',
        'picture.jpg',
        `<PicProcess><IsPicInfo>false</IsPicInfo><ProcessRule>imageMogr2/thumbnail/800x</ProcessRule></PicProcess>${out('a.jpg')}`,
      ),
      programs: [ffmpeg(['-i', picture], ['-vf', 'scale=800:-1', '-q:v', '3', 'a.jpg'])],
    },
  ]
}

function copies({ film, large }: Clips): readonly Work[] {
  return [
    {
      name: 'Segment 100 MB, mp4 of 10 s',
      asked: job(
        'Segment',
        'large.mp4',
        `<Segment><Format>mp4</Format><Duration>10</Duration></Segment>${out('${Number}.mp4')}`,
      ),
      programs: [
        ffmpeg(
          ['-i', large],
          [
            ...['-map', '0', '-c', 'copy', '-f', 'segment', '-segment_time', '10'],
            ...['-reset_timestamps', '1', '%d.mp4'],
          ],
        ),
      ],
    },
    {
      name: 'StreamExtract both of 100 MB',
      asked: job(
        'StreamExtract',
        'large.mp4',
        `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>` +
          '<StreamExtract><Index>0</Index><Object>OUT/a.mp4</Object></StreamExtract>' +
          '<StreamExtract><Index>1</Index><Object>OUT/a.m4a</Object></StreamExtract></Output>',
      ),
      programs: [
        ffmpeg(
          ['-i', large],
          [...['-map', '0:0', '-c', 'copy', 'a.mp4'], ...['-map', '0:1', '-c', 'copy', 'a.m4a']],
        ),
      ],
    },
    {
      name: 'Concat copies two films',
      asked: job(
        'Concat',
        'film.mp4',
        `<ConcatTemplate><DirectConcat>true</DirectConcat><ConcatFragment><Url>${urlOf('film.mp4')}</Url></ConcatFragment>` +
          `<Audio><Codec>aac</Codec></Audio><Video><Codec>H.264</Codec></Video><Container><Format>mp4</Format></Container></ConcatTemplate>${out('a.mp4')}`,
      ),
      programs: [
        ['sh', '-c', `printf "file '%s'\\n" ${film} ${film} > tmp-list`],
        ffmpeg(
          ['-f', 'concat', '-safe', '0', '-i', 'tmp-list'],
          ['-c', 'copy', '-movflags', '+faststart', 'a.mp4'],
        ),
      ],
    },
  ]
}

function glances({ large }: Clips): readonly Work[] {
  const probe = [['ffprobe', '-v', 'error', '-show_format', '-show_streams', '-of', 'json', large]]
  const still = [ffmpeg(['-ss', STILL_S, '-i', large], ['-frames:v', '1', '-q:v', '2', 'a.jpg'])]
  return [
    {
      name: 'MediaInfo of 100 MB, a job',
      asked: job('MediaInfo', 'large.mp4', ''),
      programs: probe,
      isGlance: true,
    },
    {
      name: 'MediaInfo of 100 MB, a call',
      asked: { kind: 'call', path: '/large.mp4', query: { 'ci-process': 'videoinfo' } },
      programs: probe,
      isGlance: true,
    },
    {
      name: 'Snapshot of 100 MB, a job',
      asked: job(
        'Snapshot',
        'large.mp4',
        `<Snapshot><Start>${STILL_S}</Start><Count>1</Count></Snapshot>${out('a.jpg')}`,
      ),
      programs: still,
      isGlance: true,
    },
    {
      name: 'Snapshot of 100 MB, a call',
      asked: { kind: 'call', path: '/large.mp4', query: { 'ci-process': 'snapshot', time: STILL_S } },
      programs: still,
      isGlance: true,
    },
  ]
}
