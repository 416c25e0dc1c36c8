interface TextFilterProps {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly onChange: (value: string) => void
}

/** A text that a list is filtered by once it is entered. */
export function TextFilter({ label, value, placeholder, onChange }: TextFilterProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        {...(placeholder !== undefined && { placeholder })}
        spellcheck={false}
        autocomplete="off"
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    </label>
  )
}
