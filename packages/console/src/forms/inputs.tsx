import { useEffect, useRef } from 'preact/hooks'

interface TextInputProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly hint?: string
  /** Whether its value can't be taken; the hint says why, and the form is not sent. */
  readonly isWrong?: boolean
  readonly isUrl?: boolean
  readonly isRequired?: boolean
}

/** A text that is taken over at each key: a form that is replaced meanwhile would lose what is typed. */
export function TextInput({
  label,
  value,
  onChange,
  hint,
  isWrong = false,
  isUrl = false,
  isRequired = false,
}: TextInputProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.setCustomValidity(isWrong ? (hint ?? label) : ''), [isWrong, hint, label])
  return (
    <label class="field wide">
      <span>{label + (isRequired ? ' *' : '')}</span>
      <input
        ref={input}
        inputMode={isUrl ? 'url' : 'text'}
        value={value}
        required={isRequired}
        aria-invalid={isWrong}
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {hint !== undefined && <small class={isWrong ? 'bad' : 'faint'}>{hint}</small>}
    </label>
  )
}

interface CheckProps {
  readonly label: string
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}

export function Check({ label, value, onChange }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}
