interface TextInputProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly hint?: string
  readonly isUrl?: boolean
  readonly isRequired?: boolean
}

/** A text that is taken over at each key: a form that is replaced meanwhile would lose what is typed. */
export function TextInput({
  label,
  value,
  onChange,
  hint,
  isUrl = false,
  isRequired = false,
}: TextInputProps) {
  return (
    <label class="field wide">
      <span>{label + (isRequired ? ' *' : '')}</span>
      <input
        inputMode={isUrl ? 'url' : 'text'}
        value={value}
        required={isRequired}
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {hint !== undefined && <small class="faint">{hint}</small>}
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
