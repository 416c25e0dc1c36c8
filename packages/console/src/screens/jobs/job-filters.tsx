import type { z } from 'zod'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import type { queueListSchema } from '../../../../server/src/api-schemas/queues.ts'
import { FAILURE_CODES } from '../../../../server/src/jobs/failure-codes.ts'
import { useResource } from '../../api/resource.ts'
import type { TagList } from '../../forms/tag-parameters.ts'
import { t } from '../../i18n/language.ts'
import { stateKey } from '../../ui/badge.tsx'
import { Select } from '../../ui/select.tsx'

export const JOB_FILTERS = ['state', 'tag', 'bucket', 'queue', 'code'] as const
export type JobFilter = (typeof JOB_FILTERS)[number]

const STATES = ['Submitted', 'Running', 'Success', 'Failed', 'Cancel'] as const

type Options = readonly (readonly [value: string, text: string])[]

interface JobFiltersProps {
  readonly chosen: Readonly<Record<JobFilter, string>>
  readonly choose: (filter: JobFilter, value: string) => void
}

/** What there is to choose from is asked of the service, so that nobody has to know an id. */
export function JobFilters({ chosen, choose }: JobFiltersProps) {
  const tags = useResource<TagList>('tags').data?.tags ?? []
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const queues = useResource<z.infer<typeof queueListSchema>>('queues').data?.queues ?? []
  const options: Readonly<Record<JobFilter, { readonly label: string; readonly options: Options }>> = {
    state: { label: t('jobs.state'), options: STATES.map((each) => [each, t(stateKey(each))]) },
    tag: { label: t('jobs.tag'), options: tags.map(({ tag }) => [tag, tag]) },
    bucket: { label: t('jobs.bucket'), options: buckets.map(({ name }) => [name, name]) },
    queue: {
      label: t('job.queue'),
      options: queues.map(({ id, name, bucket }) => [id, `${name} · ${bucket}`]),
    },
    code: { label: t('jobs.code'), options: FAILURE_CODES.map((each) => [each, each]) },
  }
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      {JOB_FILTERS.map((filter) => (
        <Select
          key={filter}
          label={options[filter].label}
          value={chosen[filter]}
          onChange={(value) => choose(filter, value)}
          options={[['', t('common.all')], ...options[filter].options]}
        />
      ))}
    </form>
  )
}
