import type { z } from 'zod'
import type { statusSchema } from '../../../../server/src/api-schemas/status.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { link } from '../../ui/links.ts'

export type Status = z.infer<typeof statusSchema>

/** How much there is now, each with the way to it. */
export function Counts({ status: { jobs, callbacks, endpoints } }: { status: Status }) {
  const numbers = [
    { name: t('overview.waiting'), value: jobs.waiting, href: link('/jobs', { state: 'Submitted' }) },
    { name: t('overview.running'), value: jobs.running, href: link('/jobs', { state: 'Running' }) },
    {
      name: t('overview.pending'),
      value: callbacks.pending,
      href: link('/callbacks', { state: 'undelivered' }),
    },
    {
      name: t('overview.dead'),
      value: callbacks.dead,
      href: link('/callbacks', { state: 'dead' }),
      isBad: true,
    },
    {
      name: t('overview.parked'),
      value: callbacks.parked,
      href: link('/callbacks', { state: 'parked' }),
      isBad: true,
    },
    {
      name: t('overview.pausedEndpoints'),
      value: endpoints.paused + endpoints.parked,
      href: link('/receivers'),
      isBad: true,
    },
  ]
  return (
    <ul class="numbers">
      {numbers.map(({ name, value, href, isBad }) => (
        <li key={name} class={isBad && value > 0 ? 'bad' : ''}>
          <a href={href}>
            <strong>{formatNumber(value)}</strong>
            <span>{name}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
