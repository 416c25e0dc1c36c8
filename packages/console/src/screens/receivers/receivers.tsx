import type { z } from 'zod'
import type { endpointListSchema } from '../../../../server/src/api-schemas/endpoints.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { stateKey } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { ReceiverCard } from './receiver-card.tsx'
import { ReceiverSample } from './receiver-sample.tsx'
import { ownState, receiversOf } from './receivers-of.ts'

const STATES = ['working', 'failing', 'paused', 'parked'] as const

type Endpoints = z.infer<typeof endpointListSchema>

export function Receivers() {
  const { values, set } = useQueryState()
  const { state = '' } = values
  const endpoints = useResource<Endpoints>('endpoints', {
    query: { include: 'recent' },
    topic: ['endpoints', 'callbacks'],
  })
  // All scopes of a receiver are shown: one alone does not say how it is.
  const receivers =
    endpoints.data &&
    receiversOf(endpoints.data.endpoints).filter(
      ({ scopes }) => state === '' || scopes.some((scope) => ownState(scope) === state),
    )
  return (
    <Page title={t('receivers.title')} actions={mayChange() && <ReceiverSample address="" />}>
      <p class="faint">
        {t('receivers.text')} {mayChange() && `${t('receivers.pauseHint')} ${t('receivers.parkHint')}`}
      </p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t('jobs.state')}
          value={state}
          onChange={(next) => set({ state: next })}
          options={[['', t('common.all')], ...STATES.map((each) => [each, t(stateKey(each))] as const)]}
        />
      </form>
      <Awaited of={endpoints} />
      {receivers?.map((receiver) => (
        <ReceiverCard key={receiver.endpoint} receiver={receiver} />
      ))}
      {receivers?.length === 0 && <Empty title={t(state === '' ? 'receivers.none' : 'receivers.noMatch')} />}
    </Page>
  )
}
