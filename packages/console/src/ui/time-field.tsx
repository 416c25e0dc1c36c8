interface TimeFieldProps {
  readonly label: string
  /** ISO 8601; empty: none. */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A time of the reader's own clock, kept as one that is the same for all. */
export function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        step={1}
        value={localOf(value)}
        onChange={({ currentTarget }) => onChange(isoOf(currentTarget.value))}
      />
    </label>
  )
}

function localOf(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function isoOf(local: string): string {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}
