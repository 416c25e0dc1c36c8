import type { AuditEntryJson } from '../../../../server/src/api-schemas/audit.ts'
import { formatTime } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { link } from '../../ui/links.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { nameOfAction, nameOfCaller } from './names.ts'
import { Target, useTargetNames, type Names } from './target.tsx'

export function AuditTable({ entries }: { entries: readonly AuditEntryJson[] }) {
  const names = useTargetNames(entries)
  return (
    <Table
      label={t('audit.title')}
      columns={columns(names)}
      rows={entries}
      keyOf={({ sequence }) => String(sequence)}
    />
  )
}

function columns(names: Names): readonly Column<AuditEntryJson>[] {
  return [
    { name: t('audit.when'), cell: ({ at }) => <Time at={at} /> },
    { name: t('audit.what'), kind: 'wide', cell: (entry) => <Action entry={entry} names={names} /> },
    { name: t('audit.who'), cell: (entry) => <Caller entry={entry} /> },
    { name: t('audit.from'), cell: ({ address }) => <code>{address}</code> },
    { name: t('audit.outcome'), cell: (entry) => <Outcome entry={entry} /> },
  ]
}

function Action({ entry, names }: { entry: AuditEntryJson; names: Names }) {
  const { what, body } = entry
  return (
    <div class="two-lines">
      <strong title={what}>{nameOfAction(what)}</strong>
      <Target entry={entry} names={names} />
      {body !== null && (
        <details>
          <summary>{t('audit.details')}</summary>
          <pre class="wrapped">{typeof body === 'string' ? body : JSON.stringify(body, null, 2)}</pre>
        </details>
      )}
    </div>
  )
}

function Caller({ entry: { who, signedInAt, signedInFrom } }: { entry: AuditEntryJson }) {
  return (
    <span class="two-lines">
      <a href={link('/audit', { who })}>{nameOfCaller(who)}</a>
      {signedInAt !== null && (
        <span class="faint">
          {t('audit.signedIn', { at: formatTime(signedInAt), from: signedInFrom ?? '' })}
        </span>
      )}
    </span>
  )
}

function Outcome({ entry: { status, times } }: { entry: AuditEntryJson }) {
  return (
    <span class="state">
      <span class={`badge ${status !== null && status < 400 ? 'good' : 'bad'}`}>{outcomeText(status)}</span>
      {times > 1 && <span class="faint">{t('audit.times', { times })}</span>}
    </span>
  )
}

function outcomeText(status: number | null): string {
  if (status === null) return t('audit.open')
  if (status < 400) return t('audit.done')
  return status === 401 || status === 403 ? t('audit.refused', { status }) : t('audit.failed', { status })
}
