import type { z } from 'zod'
import type { batchPageSchema } from '../../../../server/src/api-schemas/batches.ts'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import type { queueListSchema } from '../../../../server/src/api-schemas/queues.ts'
import type { workflowPageSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { FAILURE_CODES } from '../../../../server/src/jobs/failure-codes.ts'
import { useResource } from '../../api/resource.ts'
import type { TagList } from '../../forms/tag-parameters.ts'
import { t } from '../../i18n/language.ts'
import { stateKey } from '../../ui/badge.tsx'
import { Select } from '../../ui/select.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { TimeField } from '../../ui/time-field.tsx'

const CHOICES = ['state', 'tag', 'bucket', 'queue', 'code'] as const
const ORIGINS = ['workflow', 'batch'] as const
const TIMES = ['since', 'until'] as const
const RARE = ['inputPrefix', ...ORIGINS, ...TIMES] as const
export const JOB_FILTERS = [...CHOICES, ...RARE]
export type JobFilter = (typeof JOB_FILTERS)[number]
export type JobFilterValues = Readonly<Record<JobFilter, string>>

const STATES = ['Submitted', 'Pause', 'Running', 'Success', 'Failed', 'Cancel'] as const
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
  const workflows = useResource<z.infer<typeof workflowPageSchema>>('workflows').data?.workflows ?? []
  const batches = useResource<z.infer<typeof batchPageSchema>>('batches').data?.batches ?? []
  const origins: Readonly<Record<(typeof ORIGINS)[number], Options>> = {
    workflow: workflows.map(({ id, name, bucket }) => [id, `${name} · ${bucket}`]),
    batch: batches.map(({ id, name, bucket }) => [id, `${name} · ${bucket}`]),
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
      <details class="more-filters" open={RARE.some((filter) => chosen[filter] !== '')}>
        <summary>{t('jobs.moreFilters')}</summary>
        <div class="filters">
          <TextFilter
            label={t('jobs.inputPrefix')}
            value={chosen.inputPrefix}
            isOff={onlyBucket === ''}
            placeholder={onlyBucket === '' ? t('jobs.bucketFirst') : 'in/'}
            onChange={(inputPrefix) =>
              choose({ inputPrefix, ...(inputPrefix !== '' && { bucket: onlyBucket }) })
            }
          />
          {ORIGINS.map((filter) => (
            <Select
              key={filter}
              label={t(`jobs.${filter}`)}
              value={chosen[filter]}
              onChange={(value) => choose({ [filter]: value })}
              options={[['', t('common.all')], ...withChosen(origins[filter], chosen[filter])]}
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
        </div>
      </details>
    </form>
  )
}

/** One that is not among the newest has come by a link. */
function withChosen(options: Options, chosen: string): Options {
  const isKnown = chosen === '' || options.some(([value]) => value === chosen)
  return isKnown ? options : [...options, [chosen, chosen]]
}
