import type { z } from 'zod'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import type { queueListSchema } from '../../../../server/src/api-schemas/queues.ts'
import { FAILURE_CODES } from '../../../../server/src/jobs/failure-codes.ts'
import { useResource } from '../../api/resource.ts'
import type { TagList } from '../../forms/tag-parameters.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { stateKey } from '../../ui/badge.tsx'
import { Select } from '../../ui/select.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { TimeField } from '../../ui/time-field.tsx'

const CHOICES = ['state', 'tag', 'bucket', 'queue', 'code'] as const
const TEXTS = ['inputPrefix', 'workflow', 'batch'] as const
const TIMES = ['since', 'until'] as const
export const JOB_FILTERS = [...CHOICES, ...TEXTS, ...TIMES]
export type JobFilter = (typeof JOB_FILTERS)[number]
export type JobFilterValues = Readonly<Record<JobFilter, string>>

const STATES = ['Submitted', 'Pause', 'Running', 'Success', 'Failed', 'Cancel'] as const
const TEXT_LABELS: Readonly<Record<(typeof TEXTS)[number], MessageKey>> = {
  inputPrefix: 'jobs.inputPrefix',
  workflow: 'jobs.workflow',
  batch: 'jobs.batch',
}

type Options = readonly (readonly [value: string, text: string])[]

interface JobFiltersProps {
  readonly chosen: JobFilterValues
  readonly choose: (changes: Partial<JobFilterValues>) => void
}

/** What there is to choose from is asked of the service, so that nobody has to know an id. */
export function JobFilters({ chosen, choose }: JobFiltersProps) {
  const tags = useResource<TagList>('tags').data?.tags ?? []
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const queues = useResource<z.infer<typeof queueListSchema>>('queues').data?.queues ?? []
  const options: Readonly<
    Record<(typeof CHOICES)[number], { readonly label: string; readonly options: Options }>
  > = {
    state: { label: t('jobs.state'), options: STATES.map((each) => [each, t(stateKey(each))]) },
    tag: { label: t('jobs.tag'), options: tags.map(({ tag }) => [tag, tag]) },
    bucket: { label: t('jobs.bucket'), options: buckets.map(({ name }) => [name, name]) },
    queue: {
      label: t('job.queue'),
      options: queues.map(({ id, name, bucket }) => [id, `${name} · ${bucket}`]),
    },
    code: { label: t('jobs.code'), options: FAILURE_CODES.map((each) => [each, each]) },
  }
  // Inputs are those of one bucket: with one alone it need not be chosen.
  const onlyBucket =
    chosen.bucket === '' ? (buckets.length === 1 ? (buckets[0]?.name ?? '') : '') : chosen.bucket
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      {CHOICES.map((filter) => (
        <Select
          key={filter}
          label={options[filter].label}
          value={chosen[filter]}
          onChange={(value) =>
            choose({ [filter]: value, ...(filter === 'bucket' && value === '' && { inputPrefix: '' }) })
          }
          options={[['', t('common.all')], ...options[filter].options]}
        />
      ))}
      {TEXTS.map((filter) => (
        <TextFilter
          key={filter}
          label={t(TEXT_LABELS[filter])}
          value={chosen[filter]}
          {...(filter === 'inputPrefix' && {
            isOff: onlyBucket === '',
            placeholder: onlyBucket === '' ? t('jobs.bucketFirst') : 'in/',
          })}
          onChange={(value) =>
            choose({
              [filter]: value,
              ...(filter === 'inputPrefix' && value !== '' && { bucket: onlyBucket }),
            })
          }
        />
      ))}
      {TIMES.map((filter) => (
        <TimeField
          key={filter}
          label={t(`filter.${filter}`)}
          value={chosen[filter]}
          onChange={(value) => choose({ [filter]: value })}
        />
      ))}
    </form>
  )
}
