import { formatBytes, formatClock, formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import type { MediaInfo } from '../media/media-info.ts'
import type { ObjectHead } from '../media/object-head.ts'
import type { ComparedFact } from './facts-table.tsx'

/** What a browser finds out by playing, which is all that is known of a playlist. */
export interface Seen {
  readonly width: number
  readonly height: number
  readonly durationS: number
}

export interface Both<T> {
  readonly before: T
  readonly after: T
}

/** What two films are, line by line. */
export function filmFacts(
  heads: Both<ObjectHead>,
  infos: Both<MediaInfo | undefined>,
  seen: Both<Seen | undefined>,
): readonly ComparedFact[] {
  const fact = (name: string, show: (info: MediaInfo) => string): ComparedFact => ({
    name,
    before: infos.before ? show(infos.before) : '',
    after: infos.after ? show(infos.after) : '',
  })
  const size = (info: MediaInfo | undefined, played: Seen | undefined): string => {
    const { width = 0, height = 0 } = info?.video ?? played ?? {}
    return width > 0 ? `${width} × ${height}` : ''
  }
  const length = (info: MediaInfo | undefined, played: Seen | undefined): string => {
    const seconds = info?.durationS ?? played?.durationS ?? 0
    return seconds > 0 ? formatClock(seconds, 2) : ''
  }
  const bytes = ({ kind, bytes: count }: ObjectHead): string =>
    kind === 'playlist' ? '' : formatBytes(count)
  return [
    { name: t('compare.format'), before: heads.before.type, after: heads.after.type },
    fact(t('compare.codec'), ({ video, audio }) => [video.codec, audio.codec].filter(Boolean).join(', ')),
    {
      name: t('compare.size'),
      before: size(infos.before, seen.before),
      after: size(infos.after, seen.after),
    },
    fact(t('compare.rate'), ({ video: { fps } }) => (fps > 0 ? formatNumber(fps, 3) : '')),
    fact(t('compare.bitrate'), ({ bitrate }) => (bitrate > 0 ? `${formatNumber(bitrate)} kbit/s` : '')),
    {
      name: t('compare.length'),
      before: length(infos.before, seen.before),
      after: length(infos.after, seen.after),
    },
    { name: t('compare.bytes'), before: bytes(heads.before), after: bytes(heads.after) },
  ]
}
