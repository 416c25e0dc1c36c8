import type { z } from 'zod'
import type { jobPageSchema } from '../../../../server/src/api-schemas/jobs.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { stateKey } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { JobTable } from './job-table.tsx'

export type JobPage = z.infer<typeof jobPageSchema>

const LIMIT = 50
const STATES = ['Submitted', 'Running', 'Success', 'Failed', 'Cancel'] as const

export function Jobs() {
  const { values, set } = useQueryState()
  const { state = '', tag = '', bucket = '', before = '' } = values
  const query = { state, tag, bucket, before, limit: LIMIT }
  const page = useResource<JobPage>('jobs', { query, topic: 'jobs' })
  const { data } = page
  const isFiltered = state !== '' || tag !== '' || bucket !== ''
  return (
    <Page title={t('jobs.title')}>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t('jobs.state')}
          value={state}
          onChange={(next) => set({ state: next, before: '' })}
          options={[['', t('common.all')], ...STATES.map((each) => [each, t(stateKey(each))] as const)]}
        />
        <TextFilter label={t('jobs.tag')} value={tag} onChange={(next) => set({ tag: next, before: '' })} />
        <TextFilter
          label={t('jobs.bucket')}
          value={bucket}
          onChange={(next) => set({ bucket: next, before: '' })}
        />
      </form>
      <Awaited of={page} />
      {data && data.jobs.length > 0 && <JobTable jobs={data.jobs} />}
      {data?.jobs.length === 0 && (
        <Empty title={isFiltered ? t('jobs.noneLikeThis') : t('overview.none')}>
          {!isFiltered && <a href={link('/try')}>{t('overview.first')}</a>}
        </Empty>
      )}
      <Pager isFirst={before === ''} next={data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}

interface TextFilterProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function TextFilter({ label, value, onChange }: TextFilterProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
        spellcheck={false}
      />
    </label>
  )
}
