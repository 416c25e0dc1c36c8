import { useSignal } from '@preact/signals'
import { t } from '../i18n/language.ts'
import { Dialog } from './dialog.tsx'
import { useRequest } from './use-request.ts'

interface ActionProps {
  readonly label: string
  /** Rejects with ApiError when the service refuses it. */
  readonly run: () => Promise<void>
  /** What it does, where the label does not say it. */
  readonly hint?: string
  /** A question that is asked before. */
  readonly confirm?: string
  readonly isDangerous?: boolean
  /** Shown instead of the label while what it began goes on, and it can't be begun again. */
  readonly busyLabel?: string | undefined
}

/** A button that changes something, and says why it could not. */
export function Action({ label, run, hint, confirm, isDangerous = false, busyLabel }: ActionProps) {
  const { isBusy, problem, send } = useRequest(run)
  const isAsking = useSignal(false)
  const start = async (): Promise<void> => {
    isAsking.value = false
    if (busyLabel === undefined) await send()
  }
  return (
    <>
      <button
        type="button"
        title={hint}
        class={isDangerous ? 'danger' : ''}
        // A button that is disabled loses the focus.
        aria-disabled={isBusy || busyLabel !== undefined}
        onClick={() => (confirm === undefined ? void start() : (isAsking.value = true))}
      >
        {busyLabel ?? label}
      </button>
      {isAsking.value && (
        <Dialog title={label} close={() => (isAsking.value = false)}>
          <p>{confirm}</p>
          <div class="actions">
            <button type="button" class="primary" onClick={() => void start()}>
              {label}
            </button>
            <button type="button" onClick={() => (isAsking.value = false)}>
              {t('common.back')}
            </button>
          </div>
        </Dialog>
      )}
      {problem !== undefined && (
        <span class="bad" role="alert">
          {problem}
        </span>
      )}
    </>
  )
}
