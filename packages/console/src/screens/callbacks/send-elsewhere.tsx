import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { sentSchema } from '../../../../server/src/api-schemas/callbacks.ts'
import { post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import { Exchange, type SentBody } from './attempt.tsx'

type Sent = z.infer<typeof sentSchema>

/** Tries a callback at another address, without changing anything of it. */
export function SendElsewhere({ id, body }: { id: string; body: SentBody }) {
  const isAsking = useSignal(false)
  const sent = useSignal<Sent | undefined>(undefined)
  const send = async (fields: FormData): Promise<void> => {
    sent.value = await post<Sent>(`callbacks/${encodeURIComponent(id)}/send`, {
      url: fieldText(fields, 'url'),
    })
  }
  return (
    <>
      <button type="button" onClick={() => (isAsking.value = true)}>
        {t('elsewhere.title')}
      </button>
      {isAsking.value && (
        <FormDialog
          title={t('elsewhere.title')}
          submitLabel={t('elsewhere.send')}
          submit={send}
          close={() => (isAsking.value = false)}
        >
          <p class="faint">{t('elsewhere.text')}</p>
          <TextField label={t('callbacks.url')} name="url" isRequired hint="http://127.0.0.1:3000/callback" />
        </FormDialog>
      )}
      {sent.value && !isAsking.value && (
        <Dialog title={t('elsewhere.title')} close={() => (sent.value = undefined)} isWide>
          <p>
            <StateBadge state={sent.value.attempt.outcome} /> {sent.value.sentTo}
          </p>
          <Exchange attempt={sent.value.attempt} body={body} />
          <div class="actions">
            <button type="button" onClick={() => (sent.value = undefined)}>
              {t('common.back')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
