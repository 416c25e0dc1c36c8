import { useSignal } from '@preact/signals'
import { t } from '../i18n/language.ts'

const SHOWN_MS = 1_500

/** Copies a text, and says so for a moment. */
export function CopyButton({ text }: { text: string }) {
  const isDone = useSignal(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    isDone.value = true
    setTimeout(() => (isDone.value = false), SHOWN_MS)
  }
  return (
    <button type="button" onClick={() => void copy()} aria-live="polite">
      {isDone.value ? t('common.copied') : t('common.copy')}
    </button>
  )
}
