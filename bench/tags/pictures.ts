import type { Clips } from './clips.ts'
import type { Work } from './work.ts'
import { ffmpeg, job, out } from './words.ts'

export function pictures({ film, large, picture }: Clips): readonly Work[] {
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
