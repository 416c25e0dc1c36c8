import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

interface TypedFieldProps {
  readonly label: string
  readonly value: string
  /** Of a datalist with what is known. */
  readonly list?: string
  /** The text is another one than `value` from now on, which is told with `onChange` soon. */
  readonly onType: () => void
  readonly onChange: (value: string) => void
}

/** A pause of so long is the end of a word, ms. */
const PAUSE_MS = 300

/** A text that is taken while it is typed. */
export function TypedField({ label, value, list, onType, onChange }: TypedFieldProps) {
  const text = useSignal(value)
  const waiting = useRef<number | undefined>(undefined)
  useEffect(() => {
    if (waiting.current === undefined) text.value = value
  }, [value])
  useEffect(() => () => clearTimeout(waiting.current), [])
  const commit = (): void => {
    clearTimeout(waiting.current)
    waiting.current = undefined
    onChange(text.value.trim())
  }
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={text.value}
        list={list}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value
          onType()
          clearTimeout(waiting.current)
          waiting.current = window.setTimeout(commit, PAUSE_MS)
        }}
        onChange={commit}
      />
    </label>
  )
}
