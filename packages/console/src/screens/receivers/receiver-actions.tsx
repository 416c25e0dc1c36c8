import { useSignal } from '@preact/signals'
import type { EndpointJson } from '../../../../server/src/api-schemas/endpoints.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import { ReceiverSample } from './receiver-sample.tsx'

/** What can be done about one scope of a receiver. */
export function ReceiverActions({
  receiver: { endpoint, bucket, address, state },
}: {
  receiver: EndpointJson
}) {
  const change = (verb: 'park' | 'resume') => async (): Promise<void> => {
    await post(`endpoints/${verb}`, { endpoint, bucket, address })
    changed('endpoints', 'callbacks')
  }
  const pause = async (minutes: number): Promise<void> => {
    const until = new Date(new Date().getTime() + minutes * 60_000).toISOString()
    await post('endpoints/pause', { endpoint, bucket, address, until })
    changed('endpoints', 'callbacks')
  }
  return (
    <span class="actions may-wrap">
      {address !== null && <ReceiverSample address={address} />}
      {state !== 'paused' && <PauseButton pause={pause} />}
      {state !== 'parked' && (
        <Action
          label={t('receivers.park')}
          hint={t('receivers.parkHint')}
          confirm={t('receivers.parkWhat')}
          run={change('park')}
        />
      )}
      {(state === 'paused' || state === 'parked') && (
        <Action label={t('receivers.resume')} run={change('resume')} />
      )}
    </span>
  )
}

const USUAL_MINUTES = '60'

function PauseButton({ pause }: { pause: (minutes: number) => Promise<void> }) {
  const isAsking = useSignal(false)
  return (
    <>
      <button type="button" title={t('receivers.pauseHint')} onClick={() => (isAsking.value = true)}>
        {t('receivers.pause')}
      </button>
      {isAsking.value && (
        <FormDialog
          title={t('receivers.pause')}
          submitLabel={t('receivers.pause')}
          submit={(fields) => pause(Number(fieldText(fields, 'minutes')))}
          close={() => (isAsking.value = false)}
        >
          <p class="faint">{t('receivers.pauseHint')}</p>
          <TextField
            label={t('receivers.minutes')}
            name="minutes"
            initial={USUAL_MINUTES}
            isNumber
            isRequired
          />
        </FormDialog>
      )}
    </>
  )
}
