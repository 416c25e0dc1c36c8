import type { z } from 'zod'
import type { auditPageSchema } from '../../../../server/src/api-schemas/audit.ts'
import { useResource } from '../../api/resource.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { AuditTable } from './audit-table.tsx'
import { ACTION_NAMES, nameOfAction, nameOfCaller } from './names.ts'

const LIMIT = 50
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const SPANS: Readonly<Record<string, { readonly name: MessageKey; readonly ms: number }>> = {
  hour: { name: 'audit.hour', ms: HOUR_MS },
  day: { name: 'audit.day', ms: 24 * HOUR_MS },
  week: { name: 'audit.week', ms: 7 * 24 * HOUR_MS },
}

export function Audit() {
  const { values, set } = useQueryState()
  const { who = '', what = '', span = '', before = '' } = values
  const query = { who, what, since: sinceOf(span), before, limit: LIMIT }
  const page = useResource<z.infer<typeof auditPageSchema>>('audit', { query })
  const entries = page.data?.entries
  const isFiltered = who !== '' || what !== '' || span !== ''
  return (
    <Page title={t('audit.title')}>
      <p class="faint">{t('audit.text')}</p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t('audit.what')}
          value={what}
          onChange={(next) => set({ what: next, before: '' })}
          options={[['', t('common.all')], ...actionOptions(what)]}
        />
        <Select
          label={t('audit.who')}
          value={who}
          onChange={(next) => set({ who: next, before: '' })}
          options={[['', t('common.all')], ...callerOptions(who)]}
        />
        <Select
          label={t('audit.since')}
          value={span}
          onChange={(next) => set({ span: next, before: '' })}
          options={[
            ['', t('audit.anyTime')],
            ...Object.entries(SPANS).map(([each, { name }]) => [each, t(name)] as const),
          ]}
        />
      </form>
      <Awaited of={page} />
      {entries && entries.length > 0 && <AuditTable entries={entries} />}
      {entries?.length === 0 && <Empty title={t(isFiltered ? 'audit.noMatch' : 'audit.none')} />}
      <Pager isFirst={before === ''} next={page.data?.next ?? null} go={(next) => set({ before: next })} />
    </Page>
  )
}

/** To the minute, so that the same page is asked for while it is shown. */
function sinceOf(span: string): string | undefined {
  const ms = SPANS[span]?.ms
  if (ms === undefined) return undefined
  return new Date(Math.floor((new Date().getTime() - ms) / MINUTE_MS) * MINUTE_MS).toISOString()
}

type Options = readonly (readonly [value: string, text: string])[]

/** An action of a later release may be in the address. */
function actionOptions(chosen: string): Options {
  const names = Object.keys(ACTION_NAMES)
  return withChosen(names, chosen).map((name) => [name, nameOfAction(name)])
}

/** A session is chosen in the table. */
function callerOptions(chosen: string): Options {
  return withChosen(['admin token', 'read token', 'nobody'], chosen).map((name) => [name, nameOfCaller(name)])
}

const withChosen = (names: readonly string[], chosen: string): readonly string[] =>
  chosen === '' || names.includes(chosen) ? names : [...names, chosen]
