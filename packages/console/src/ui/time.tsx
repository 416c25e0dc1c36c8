import { formatMinute, formatTime, formatWholeTime } from '../i18n/format.ts'

/** A time, with all of it and the zone when it is pointed at. */
export function Time({ at }: { at: string | null | undefined }) {
  if (!at) return <span class="faint">–</span>
  return (
    <time dateTime={at} title={formatWholeTime(at)}>
      {formatTime(at)}
    </time>
  )
}

/** A time of the last days, to the minute. */
export function Minute({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatWholeTime(at)}>
      {formatMinute(at)}
    </time>
  )
}
