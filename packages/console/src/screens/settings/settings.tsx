import type { z } from 'zod'
import type { SettingJson, settingListSchema } from '../../../../server/src/api-schemas/settings.ts'
import { useResource } from '../../api/resource.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { Table, type Column } from '../../ui/table.tsx'

const ORIGINS: Readonly<Record<SettingJson['origin'], MessageKey>> = {
  environment: 'settings.origin.environment',
  file: 'settings.origin.file',
  generated: 'settings.origin.generated',
  default: 'settings.origin.default',
}

export function Settings() {
  const { values, set } = useQueryState()
  const { q = '', which = '' } = values
  const list = useResource<z.infer<typeof settingListSchema>>('settings')
  const rows = list.data?.settings
    .filter(({ isSet }) => isSet || which !== 'changed')
    .filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(q.trim().toLowerCase()))
  return (
    <Page title={t('settings.title')}>
      <p class="faint">{t('settings.text')}</p>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span>{t('settings.search')}</span>
          <input
            type="search"
            value={q}
            spellcheck={false}
            onInput={(event) => set({ q: event.currentTarget.value })}
          />
        </label>
        <Select
          label={t('settings.which')}
          value={which}
          onChange={(next) => set({ which: next })}
          options={[
            ['', t('common.all')],
            ['changed', t('settings.changed')],
          ]}
        />
      </form>
      <Awaited of={list} />
      {rows && rows.length > 0 && (
        <Table label={t('settings.title')} columns={columns()} rows={rows} keyOf={({ name }) => name} />
      )}
      {rows?.length === 0 && <Empty title={t('settings.none')} />}
    </Page>
  )
}

function columns(): readonly Column<SettingJson>[] {
  return [
    {
      name: t('settings.setting'),
      kind: 'wide',
      cell: ({ name, about }) => (
        <span class="two-lines">
          <code>{name}</code>
          <span class="faint" lang="en">
            {about}
          </span>
        </span>
      ),
    },
    { name: t('settings.value'), cell: (setting) => <Value setting={setting} /> },
    {
      name: t('settings.origin'),
      cell: ({ origin }) => (
        <span class={origin === 'default' ? 'faint' : 'badge plain'}>{t(ORIGINS[origin])}</span>
      ),
    },
  ]
}

function Value({ setting: { isSecret, isSet, value } }: { setting: SettingJson }) {
  if (isSecret) return <span class="faint">{t(isSet ? 'settings.isSet' : 'settings.notSet')}</span>
  return value === null ? (
    <span class="faint">{t('settings.notSet')}</span>
  ) : (
    <code class="value">{value}</code>
  )
}
