import { textAt, withText, withValue } from '../../../forms/elements.ts'
import { Check, TextInput } from '../../../forms/inputs.tsx'
import { t, type MessageKey } from '../../../i18n/language.ts'
import { Select } from '../../../ui/select.tsx'
import { INPUT as START_INPUT, KINDS } from '../start-node.ts'
import type { Draft } from './draft.ts'

interface StartFormProps {
  readonly draft: Draft
  readonly change: (draft: Draft) => void
}

const INPUT = ['Topology', ...START_INPUT]
const FILTER = [...INPUT, 'ExtFilter']
const NOTIFY = [...INPUT, 'NotifyConfig']

const EVENTS: readonly (readonly [name: string, label: MessageKey])[] = [
  ['TaskFinish', 'editor.taskFinish'],
  ['WorkflowFinish', 'editor.workflowFinish'],
]

/** What starts a run, and who is told of it. */
export function StartForm({ draft, change }: StartFormProps) {
  const isFiltered = textAt(draft, [...FILTER, 'State']) === 'On'
  return (
    <div class="tag-form">
      <div class="columns">
        <TextInput
          label={t('editor.prefix')}
          value={textAt(draft, [...INPUT, 'ObjectPrefix'])}
          hint={t('editor.prefixHint')}
          onChange={(text) => change(withValue(draft, [...INPUT, 'ObjectPrefix'], text))}
        />
        <Select
          label={t('editor.filter')}
          value={isFiltered ? 'On' : 'Off'}
          options={[
            ['Off', t('editor.everyObject')],
            ['On', t('editor.someObjects')],
          ]}
          onChange={(state) => change(withText(draft, [...FILTER, 'State'], state))}
        />
      </div>
      {isFiltered && <FilterFields draft={draft} change={change} />}
      <NotifyFields draft={draft} change={change} />
    </div>
  )
}

function FilterFields({ draft, change }: StartFormProps) {
  const custom = textAt(draft, [...FILTER, 'CustomExts'])
  const hasFlag = (name: string): boolean => textAt(draft, [...FILTER, name]) === 'true'
  const setFlag = (name: string, isOn: boolean): void =>
    change(withText(draft, [...FILTER, name], String(isOn)))
  const setCustom = (text: string): void => {
    const flagged = withText(draft, [...FILTER, 'Custom'], String(text !== ''))
    change(withText(flagged, [...FILTER, 'CustomExts'], text))
  }
  return (
    <fieldset>
      <legend>{t('editor.someObjects')}</legend>
      <div class="columns">
        {KINDS.map(([name, label]) => (
          <Check key={name} label={t(label)} value={hasFlag(name)} onChange={(isOn) => setFlag(name, isOn)} />
        ))}
        <TextInput
          label={t('editor.extensions')}
          value={custom}
          hint={t('editor.extensionsHint')}
          onChange={setCustom}
        />
      </div>
      <Check
        label={t('editor.contentType')}
        value={hasFlag('ContentType')}
        onChange={(isOn) => setFlag('ContentType', isOn)}
      />
    </fieldset>
  )
}

function NotifyFields({ draft, change }: StartFormProps) {
  const isOn = textAt(draft, [...NOTIFY, 'State']) === 'On'
  const events = textAt(draft, [...NOTIFY, 'Event'])
    .split(',')
    .filter((event) => event !== '')
  if (isOn && textAt(draft, [...NOTIFY, 'Type']) === 'TDMQ')
    return <p class="faint">{t('editor.queueNotify')}</p>
  const setUrl = (url: string): void => {
    if (url === '') {
      change(withText(draft, [...NOTIFY, 'State'], 'Off'))
      return
    }
    const given = isOn ? {} : { State: 'On', Type: 'Url' }
    const chosen = events.length > 0 ? {} : { Event: EVENTS.map(([name]) => name).join(',') }
    const all = Object.entries({ ...given, ...chosen, Url: url })
    change(all.reduce((before, [name, text]) => withText(before, [...NOTIFY, name], text), draft))
  }
  const setEvent = (event: string, isWanted: boolean): void => {
    const others = events.filter((each) => each !== event)
    change(withText(draft, [...NOTIFY, 'Event'], (isWanted ? [...others, event] : others).join(',')))
  }
  return (
    <div class="columns">
      <TextInput
        label={t('editor.callback')}
        value={isOn ? textAt(draft, [...NOTIFY, 'Url']) : ''}
        isUrl
        onChange={setUrl}
      />
      {isOn && (
        <>
          {EVENTS.map(([name, label]) => (
            <Check
              key={name}
              label={t(label)}
              value={events.includes(name)}
              onChange={(isWanted) => setEvent(name, isWanted)}
            />
          ))}
          <Select
            label={t('editor.format')}
            value={textAt(draft, [...NOTIFY, 'ResultFormat']) || 'XML'}
            options={[
              ['XML', 'XML'],
              ['JSON', 'JSON'],
            ]}
            onChange={(format) => change(withText(draft, [...NOTIFY, 'ResultFormat'], format))}
          />
        </>
      )}
    </div>
  )
}
