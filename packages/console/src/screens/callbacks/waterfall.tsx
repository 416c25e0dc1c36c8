import type { AttemptJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'

const STEPS = [
  ['dnsMs', 'callback.dns'],
  ['connectMs', 'callback.connect'],
  ['tlsMs', 'callback.tls'],
  ['firstByteMs', 'callback.firstByte'],
] as const

/** What the time of an attempt went into, one step below the other. */
export function Waterfall({ attempt: { timings, durationMs } }: { attempt: AttemptJson }) {
  const whole = Math.max(1, durationMs ?? 0)
  let begin = 0
  return (
    <ul class="waterfall">
      {STEPS.map(([field, name]) => {
        const ms = timings[field]
        if (ms === null) return null
        const from = begin
        begin += ms
        return (
          <li key={field}>
            <span>{t(name)}</span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect x={(100 * from) / whole} y="0" width={Math.max(0.6, (100 * ms) / whole)} height="6" />
            </svg>
            <span class="faint">{formatDuration(ms)}</span>
          </li>
        )
      })}
    </ul>
  )
}
