import type { z } from 'zod'
import type { callbackPageSchema } from '../../../../server/src/api-schemas/callbacks.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { stateKey } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { CallbackTable } from './callback-table.tsx'

type CallbackPage = z.infer<typeof callbackPageSchema>

const LIMIT = 50
const STATES = ['pending', 'paused', 'parked', 'delivered', 'dead'] as const

export function Callbacks() {
  const { values, set } = useQueryState()
  const { state = '', endpoint = '', before = '' } = values
  const query = { state, endpoint, before, limit: LIMIT }
  const page = useResource<CallbackPage>('callbacks', {
    query,
    topic: 'callbacks',
  })
  const { data } = page
  return (
    <Page title={t('callbacks.title')}>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t('jobs.state')}
          value={state}
          onChange={(next) => set({ state: next, before: '' })}
          options={[
            ['', t('common.all')],
            ['undelivered', t('callbacks.undelivered')],
            ...STATES.map((each) => [each, t(stateKey(each))] as const),
          ]}
        />
        <label class="field">
          <span>{t('receivers.receiver')}</span>
          <input
            value={endpoint}
            placeholder="https://hooks.example.com"
            spellcheck={false}
            onChange={(event) => set({ endpoint: event.currentTarget.value.trim(), before: '' })}
          />
        </label>
      </form>
      <Awaited of={page} />
      {data && data.callbacks.length > 0 && <CallbackTable callbacks={data.callbacks} />}
      {data?.callbacks.length === 0 && <Empty title={t('callbacks.none')} />}
      <Pager isFirst={before === ''} next={data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}
