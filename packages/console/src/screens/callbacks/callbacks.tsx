import type { z } from 'zod'
import type { callbackPageSchema } from '../../../../server/src/api-schemas/callbacks.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { BulkButton } from '../../bulk/bulk-button.tsx'
import { BulkProgressList } from '../../bulk/bulk-progress.tsx'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { CallbackFilters } from './callback-filters.tsx'
import { CallbackTable } from './callback-table.tsx'

type CallbackPage = z.infer<typeof callbackPageSchema>

const LIMIT = 50

export function Callbacks() {
  const { values, set } = useQueryState()
  const {
    state = '',
    bucket = '',
    event = '',
    endpoint = '',
    answer = '',
    since = '',
    until = '',
    before = '',
  } = values
  const chosen = { state, bucket, event, endpoint, answer, since, until }
  const page = useResource<CallbackPage>('callbacks', {
    query: { ...chosen, before, limit: LIMIT },
    topic: 'callbacks',
  })
  const { data } = page
  return (
    <Page
      title={t('callbacks.title')}
      actions={mayChange() && <BulkButton action="replay" filter={chosen} />}
    >
      <CallbackFilters chosen={chosen} choose={(filter, value) => set({ [filter]: value, before: '' })} />
      <BulkProgressList actions={['replay']} topic="callbacks" />
      <Awaited of={page} />
      {data && data.callbacks.length > 0 && <CallbackTable callbacks={data.callbacks} />}
      {data?.callbacks.length === 0 && (
        <Empty title={data.next === null ? t('callbacks.none') : t('list.noneSoFar')} />
      )}
      <Pager isFirst={before === ''} next={data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}
