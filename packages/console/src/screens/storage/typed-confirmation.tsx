import { useSignal } from '@preact/signals'
import { t } from '../../i18n/language.ts'

interface TypedConfirmationProps {
  /** What has to be typed. */
  readonly word: string
  /** Nothing can be confirmed yet, or no more. */
  readonly isOff: boolean
  readonly confirm: () => void
  readonly close: () => void
}

/** A field and a button, for what nobody should do by one click. */
export function TypedConfirmation({ word, isOff, confirm, close }: TypedConfirmationProps) {
  const typed = useSignal('')
  return (
    <form
      class="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.value === word && !isOff) confirm()
      }}
    >
      <label class="field">
        <span>{t('storage.typeToConfirm', { word })}</span>
        <input
          value={typed.value}
          spellcheck={false}
          autocomplete="off"
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </label>
      <div class="actions">
        <button type="submit" class="danger" disabled={typed.value !== word || isOff}>
          {t('common.delete')}
        </button>
        <button type="button" onClick={close}>
          {t('common.back')}
        </button>
      </div>
    </form>
  )
}
