import type { Clips } from './clips.ts'
import { BUCKET, REGION } from './lemnis.ts'
import type { Work } from './work.ts'
import { ffmpeg, job, out, urlOf } from './words.ts'

export function copies({ film, large }: Clips): readonly Work[] {
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
