import type { Clips } from './clips.ts'
import type { Work } from './work.ts'
import { ffmpeg, job, out } from './words.ts'

/** A second of the large film between two key frames, so that what lies before has to be decoded. */
const STILL_S = '31.3'

export function glances({ large }: Clips): readonly Work[] {
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
