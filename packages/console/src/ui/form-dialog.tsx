import type { ComponentChildren } from 'preact'
import { t } from '../i18n/language.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './feedback.tsx'
import { useRequest } from './use-request.ts'

interface FormDialogProps {
  readonly title: string
  readonly submitLabel: string
  /** Rejects with ApiError when the service refuses it; else the dialog closes. */
  readonly submit: (fields: FormData) => Promise<void>
  readonly close: () => void
  /** The fields. */
  readonly children: ComponentChildren
}

export function FormDialog({ title, submitLabel, submit, close, children }: FormDialogProps) {
  const { problem, send } = useRequest(async (form: HTMLFormElement) => {
    await submit(new FormData(form))
    close()
  })
  return (
    <Dialog title={title} close={close}>
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(event.currentTarget)
        }}
      >
        {children}
        <Problem text={problem} />
        <div class="actions">
          <button type="submit" class="primary">
            {submitLabel}
          </button>
          <button type="button" onClick={close}>
            {t('common.back')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** The text of a field of a form. */
export function fieldText(fields: FormData, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

interface TextFieldProps {
  readonly label: string
  readonly name: string
  readonly initial?: string
  /** A whole number, from 1 on. */
  readonly isNumber?: boolean
  readonly isRequired?: boolean
  readonly hint?: string
}

export function TextField({
  label,
  name,
  initial = '',
  isNumber = false,
  isRequired = false,
  hint,
}: TextFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      {isNumber ? (
        <input name={name} type="number" min={1} required={isRequired} defaultValue={initial} />
      ) : (
        <input name={name} required={isRequired} defaultValue={initial} spellcheck={false} />
      )}
      {hint !== undefined && <small class="faint">{hint}</small>}
    </label>
  )
}
