import type { AttemptJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { formatDuration } from '../../i18n/format.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { spansOf, type AttemptSpan } from './attempt-spans.ts'

const NAMES: Readonly<Record<AttemptSpan['step'], MessageKey>> = {
  dnsMs: 'callback.dns',
  connectMs: 'callback.connect',
  tlsMs: 'callback.tls',
  firstByteMs: 'callback.firstByte',
}

/** What the time of an attempt went into, one step below the other. */
export function Waterfall({ attempt: { timings, durationMs } }: { attempt: AttemptJson }) {
  const whole = Math.max(1, durationMs ?? 0)
  return (
    <ul class="waterfall">
      {spansOf(timings).map(({ step, fromMs, ms }) => (
        <li key={step}>
          <span>{t(NAMES[step])}</span>
          <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect x={(100 * fromMs) / whole} y="0" width={Math.max(0.6, (100 * ms) / whole)} height="6" />
          </svg>
          <span class="faint">{formatDuration(ms)}</span>
        </li>
      ))}
    </ul>
  )
}
