interface TextFilterProps {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly isOff?: boolean
  readonly onChange: (value: string) => void
}

/** A text that a list is filtered by once it is entered. */
export function TextFilter({ label, value, placeholder, isOff = false, onChange }: TextFilterProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        disabled={isOff}
        {...(placeholder !== undefined && { placeholder })}
        spellcheck={false}
        autocomplete="off"
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    </label>
  )
}
