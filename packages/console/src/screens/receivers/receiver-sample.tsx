import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { sampleSchema, shownSampleSchema } from '../../../../server/src/api-schemas/callbacks.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import type { TagList } from '../../forms/tag-parameters.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { BytesView } from '../../ui/bytes-view.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/select.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { useRequest } from '../../ui/use-request.ts'
import { Exchange } from '../callbacks/attempt.tsx'

const RUN = 'Workflow'

/** Shows the bytes of a sample, sends them to a receiver, and shows what came back. */
export function ReceiverSample({ address }: { address: string }) {
  const isOpen = useSignal(false)
  return (
    <>
      <button type="button" onClick={() => (isOpen.value = true)}>
        {t('sample.title')}
      </button>
      {isOpen.value && <SampleDialog address={address} close={() => (isOpen.value = false)} />}
    </>
  )
}

function SampleDialog({ address, close }: { address: string; close: () => void }) {
  const tags = useResource<TagList>('tags').data?.tags ?? []
  const sample = useSignal('NoiseReduction')
  const format = useSignal('XML')
  const url = useSignal(address)
  const sent = useSignal<z.infer<typeof sampleSchema> | undefined>(undefined)
  const shown = useResource<z.infer<typeof shownSampleSchema>>(
    `callbacks/samples/${encodeURIComponent(sample.value)}`,
    { query: { format: format.value } },
  )
  const { problem, send } = useRequest(async () => {
    const body = { url: url.value, sample: sample.value, format: format.value }
    sent.value = await post('callbacks/sample', body)
  })
  const clear = (): void => (sent.value = undefined)
  return (
    <Dialog title={t('sample.title')} close={close} isWide>
      <div class="columns">
        <Select
          label={t('callbacks.event')}
          value={sample.value}
          onChange={(value) => {
            sample.value = value
            clear()
          }}
          options={[[RUN, 'WorkflowFinish'], ...tags.map(({ tag }) => [tag, `TaskFinish · ${tag}`] as const)]}
        />
        <Select
          label={t('sample.format')}
          value={format.value}
          onChange={(value) => {
            format.value = value
            clear()
          }}
          options={[
            ['XML', 'XML'],
            ['JSON', 'JSON'],
          ]}
        />
        <TextFilter label={t('callbacks.url')} value={url.value} onChange={(value) => (url.value = value)} />
      </div>
      {(shown.error ?? problem) !== undefined && (
        <p class="notice bad" role="alert">
          {problem ?? shown.error?.message}
        </p>
      )}
      {sent.value ? (
        <>
          <p>
            <StateBadge state={sent.value.attempt.outcome} /> {sent.value.sentTo}
          </p>
          <Exchange attempt={sent.value.attempt} body={{ text: sent.value.attempt.requestBody }} />
        </>
      ) : (
        shown.data && <BytesView label={shown.data.contentType} text={shown.data.body} />
      )}
      <div class="actions">
        <button
          type="button"
          class="primary"
          disabled={!shown.data || url.value === ''}
          onClick={() => void send()}
        >
          {t('sample.send')}
        </button>
        <button type="button" onClick={close}>
          {t('common.back')}
        </button>
      </div>
    </Dialog>
  )
}
