import type { z } from 'zod'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { stateKey } from '../../ui/badge.tsx'
import { Select } from '../../ui/select.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { TimeField } from '../../ui/time-field.tsx'

export const CALLBACK_FILTERS = ['state', 'bucket', 'event', 'endpoint', 'answer', 'since', 'until'] as const
export type CallbackFilter = (typeof CALLBACK_FILTERS)[number]

const STATES = ['pending', 'paused', 'parked', 'delivered', 'dead'] as const
const EVENTS = ['TaskFinish', 'WorkflowFinish'] as const

interface CallbackFiltersProps {
  readonly chosen: Readonly<Record<CallbackFilter, string>>
  readonly choose: (filter: CallbackFilter, value: string) => void
}

export function CallbackFilters({ chosen, choose }: CallbackFiltersProps) {
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const all = ['', t('common.all')] as const
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <Select
        label={t('jobs.state')}
        value={chosen.state}
        onChange={(value) => choose('state', value)}
        options={[
          all,
          ['undelivered', t('callbacks.undelivered')],
          ...STATES.map((each) => [each, t(stateKey(each))] as const),
        ]}
      />
      <Select
        label={t('jobs.bucket')}
        value={chosen.bucket}
        onChange={(value) => choose('bucket', value)}
        options={[all, ...buckets.map(({ name }) => [name, name] as const)]}
      />
      <Select
        label={t('callbacks.event')}
        value={chosen.event}
        onChange={(value) => choose('event', value)}
        options={[all, ...EVENTS.map((each) => [each, each] as const)]}
      />
      <TextFilter
        label={t('receivers.receiver')}
        value={chosen.endpoint}
        placeholder="https://hooks.example.com"
        onChange={(value) => choose('endpoint', value)}
      />
      <TextFilter
        label={t('callbacks.code')}
        value={chosen.answer}
        placeholder="500, timeout"
        onChange={(value) => choose('answer', value)}
      />
      <TimeField
        label={t('filter.since')}
        value={chosen.since}
        onChange={(value) => choose('since', value)}
      />
      <TimeField
        label={t('filter.until')}
        value={chosen.until}
        onChange={(value) => choose('until', value)}
      />
    </form>
  )
}
