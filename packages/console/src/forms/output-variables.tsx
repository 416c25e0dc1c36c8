import {
  OUTPUT_VARIABLES,
  type OutputVariable,
} from '../../../server/src/protocol/jobs/output-variable-names.ts'
import { t } from '../i18n/language.ts'
import { Table, type Column } from '../ui/table.tsx'

/** What may stand in the key of an output, and what it becomes. */
export function OutputVariables() {
  return (
    <details>
      <summary>{t('variables.title')}</summary>
      <Table
        label={t('variables.title')}
        columns={columns()}
        rows={OUTPUT_VARIABLES}
        keyOf={(variable) => variable}
      />
    </details>
  )
}

function columns(): readonly Column<OutputVariable>[] {
  return [
    { name: t('variables.name'), cell: (variable) => <code>{`\${${variable}}`}</code> },
    { name: t('variables.value'), kind: 'wide', cell: (variable) => t(`variable.${variable}`) },
  ]
}
