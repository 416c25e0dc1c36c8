import { t } from '../i18n/language.ts'
import { TextInput } from './inputs.tsx'

interface NameInputProps {
  readonly value: string
  /** That of the service. */
  readonly rule: RegExp
  /** The rule in words. */
  readonly hint: string
  readonly onChange: (name: string) => void
}

/** The name of something that is made or changed; a wrong one is marked while it is typed. */
export function NameInput({ value, rule, hint, onChange }: NameInputProps) {
  return (
    <TextInput
      label={t('editor.name')}
      value={value}
      isRequired
      hint={hint}
      isWrong={value !== '' && !rule.test(value)}
      onChange={onChange}
    />
  )
}
