import type { Clips } from './clips.ts'
import { watermarkFont } from '../../packages/server/src/tags/watermark-blocks/font.ts'
import type { Work } from './work.ts'
import { ffmpeg, job, out, THREADS, urlOf } from './words.ts'

export function films({ film, logo }: Clips): readonly Work[] {
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
