import { useSignal } from '@preact/signals'
import type { BulkStartJson } from '../../../server/src/api-schemas/bulk-actions.ts'
import { ApiError } from '../api/api-error.ts'
import { changed } from '../api/changes.ts'
import { post } from '../api/client.ts'
import { t } from '../i18n/language.ts'
import { ErrorBox, Loading } from '../ui/feedback.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { BulkPreview } from './bulk-preview.tsx'

export type BulkVerb = 'replay' | 'cancel' | 'rerun'

interface BulkButtonProps {
  readonly action: BulkVerb
  /** As the list is filtered; an empty value filters nothing. */
  readonly filter: Readonly<Record<string, string>>
}

/** Does something to all that a list shows, after it has said what that is. */
export function BulkButton({ action, filter }: BulkButtonProps) {
  const isAsking = useSignal(false)
  return (
    <>
      <button type="button" onClick={() => (isAsking.value = true)}>
        {t(`bulk.${action}`)}
      </button>
      {isAsking.value && (
        <BulkDialog action={action} filter={filter} close={() => (isAsking.value = false)} />
      )}
    </>
  )
}

function BulkDialog({ action, filter, close }: BulkButtonProps & { readonly close: () => void }) {
  const rate = useSignal(action === 'replay' ? '20' : '')
  const preview = useSignal<BulkStartJson | undefined>(undefined)
  const problem = useSignal<ApiError | undefined>(undefined)
  const isBusy = useSignal(false)
  const ask = async (dryRun: boolean): Promise<void> => {
    isBusy.value = true
    problem.value = undefined
    try {
      const answer = await post<BulkStartJson>('bulk-actions', bodyOf(action, filter, rate.value, dryRun))
      if (dryRun) preview.value = answer
      else {
        changed('jobs', 'callbacks')
        close()
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error
    }
    isBusy.value = false
  }
  if (!preview.value && !problem.value && !isBusy.value) void ask(true)
  const isPossible = preview.value !== undefined && preview.value.matched > 0 && !preview.value.isMore
  return (
    <Dialog title={t(`bulk.${action}`)} close={close} isWide>
      {problem.value && <ErrorBox error={problem.value} />}
      {!preview.value && !problem.value && <Loading />}
      {preview.value && <BulkPreview preview={preview.value} rate={Number(rate.value)} />}
      <label class="field">
        <span>{t('bulk.rate')}</span>
        <input
          type="number"
          min={1}
          max={10_000}
          value={rate.value}
          placeholder={t('bulk.noRate')}
          onInput={({ currentTarget }) => (rate.value = currentTarget.value)}
        />
      </label>
      <div class="actions">
        <button
          type="button"
          class="primary"
          disabled={!isPossible}
          aria-disabled={isBusy.value}
          onClick={() => isBusy.value || void ask(false)}
        >
          {t(`bulk.${action}`)}
        </button>
        <button type="button" onClick={close}>
          {t('common.back')}
        </button>
      </div>
    </Dialog>
  )
}

function bodyOf(
  action: BulkVerb,
  filter: Readonly<Record<string, string>>,
  rate: string,
  dryRun: boolean,
): object {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
  const ratePerSecond = Number(rate) > 0 ? Number(rate) : undefined
  return { action, [action === 'replay' ? 'callbacks' : 'jobs']: given, ratePerSecond, dryRun }
}
