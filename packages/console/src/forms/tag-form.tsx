import type { ComponentChildren } from 'preact'
import { t } from '../i18n/language.ts'
import { groupsOf, lastOf, rangeOf, type Field, type Group, type TagDescription } from './tag-parameters.ts'

/** What was filled in, by the whole name of each parameter. */
export type FormValues = Readonly<Record<string, string>>

interface TagFormProps {
  readonly tag: TagDescription
  readonly values: FormValues
  readonly onChange: (values: FormValues) => void
}

/** A form for the parameters of a tag: its first element is open, and those with values. */
export function TagForm({ tag, values, onChange }: TagFormProps) {
  const set = (name: string, value: string): void => {
    const { [name]: _before, ...others } = values
    onChange(value.trim() === '' ? others : { ...others, [name]: value })
  }
  const [first, ...others] = groupsOf(tag)
  if (!first) return <p class="faint">{t('form.none')}</p>
  return (
    <div class="tag-form">
      <GroupFields group={first} values={values} set={set} />
      {others.map((group) => (
        <details
          key={group.name}
          open={group.fields.some(
            ({ name, required }) => (required && isNeeded(group, tag)) || values[name] !== undefined,
          )}
        >
          <summary>
            <strong>{group.name}</strong> <span class="faint">{group.description}</span>
          </summary>
          <GroupFields group={group} values={values} set={set} />
        </details>
      ))}
    </div>
  )
}

/** Whether the element has to be there. */
function isNeeded({ name }: Group, { parameters }: TagDescription): boolean {
  return parameters.some((each) => each.name === name && each.required)
}

interface GroupFieldsProps {
  readonly group: Group
  readonly values: FormValues
  readonly set: (name: string, value: string) => void
}

function GroupFields({ group, values, set }: GroupFieldsProps) {
  return (
    <div class="columns">
      {group.fields.map((field) => (
        <FormField key={field.name} field={field} value={values[field.name] ?? ''} set={set} />
      ))}
    </div>
  )
}

interface FormFieldProps {
  readonly field: Field
  readonly value: string
  readonly set: (name: string, value: string) => void
}

function FormField({ field, value, set }: FormFieldProps) {
  const label = lastOf(field.name) + (field.required ? ' *' : '')
  const range = rangeOf(field)
  return (
    <label class="field" title={field.description}>
      <span>
        {label} {range !== '' && <small>{range}</small>}
      </span>
      <Control field={field} value={value} set={set} />
    </label>
  )
}

function Control({ field, value, set }: FormFieldProps) {
  const unset = field.default === undefined ? t('form.unset') : t('form.default', { value: field.default })
  switch (field.kind) {
    case 'choice':
      return (
        <Choice value={value} choose={(next) => set(field.name, next)} unset={unset}>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {field.unit === undefined ? choice : `${choice} ${field.unit}`}
            </option>
          ))}
        </Choice>
      )
    case 'flag':
      return (
        <Choice value={value} choose={(next) => set(field.name, next)} unset={unset}>
          <option value="true">{t('form.yes')}</option>
          <option value="false">{t('form.no')}</option>
        </Choice>
      )
    case 'number':
    case 'text':
      return (
        <input
          value={value}
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          maxLength={field.kind === 'text' ? (field.maxLength ?? 1_024) : 32}
          placeholder={field.default ?? ''}
          spellcheck={false}
          onInput={(event) => set(field.name, event.currentTarget.value)}
        />
      )
  }
}

interface ChoiceProps {
  readonly value: string
  readonly choose: (value: string) => void
  readonly unset: string
  readonly children: ComponentChildren
}

function Choice({ value, choose, unset, children }: ChoiceProps) {
  return (
    <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
      <option value="">{unset}</option>
      {children}
    </select>
  )
}
