import { t } from '../i18n/language.ts'
import { Table } from '../ui/table.tsx'

export interface ComparedFact {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** Facts of both, line by line; those that neither has are left out. */
export function FactsTable({ facts }: { facts: readonly ComparedFact[] }) {
  const known = facts.filter(({ before, after }) => before !== '' || after !== '')
  if (known.length === 0) return null
  return (
    <Table
      label={t('compare.facts')}
      columns={[
        { name: t('compare.fact'), kind: 'wide', cell: ({ name }) => name },
        { name: t('compare.before'), cell: ({ before }) => before || '–' },
        { name: t('compare.after'), cell: ({ after }) => after || '–' },
      ]}
      rows={known}
      keyOf={({ name }) => name}
    />
  )
}
