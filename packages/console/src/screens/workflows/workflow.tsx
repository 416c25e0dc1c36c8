import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { workflowDetailSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { GraphView } from '../../graph/graph-view.tsx'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { prettyXml } from '../../ui/pretty-xml.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'
import type { WorkflowDetail } from './describe-graph.ts'
import { describeKinds, describeStart } from './describe-start.ts'
import { prefixOf } from './start-node.ts'
import { useGraphNodes } from './use-graph-nodes.ts'
import { RunTable } from './run-table.tsx'
import { WorkflowActions } from './workflow-actions.tsx'
import { WorkflowBadge } from './workflow-badge.tsx'

/** A workflow: its graph, its runs, and how the protocol writes it. */
export function Workflow() {
  const { id = '' } = useRoute().params
  const found = useResource<z.infer<typeof workflowDetailSchema>>(`workflows/${encodeURIComponent(id)}`, {
    topic: 'workflows',
  })
  const { data } = found
  return (
    <Page
      title={data?.name ?? t('workflows.workflow')}
      actions={data && mayChange() && <WorkflowActions workflow={data} />}
    >
      <Awaited of={found} />
      {data && <WorkflowSections workflow={data} />}
    </Page>
  )
}

function WorkflowSections({ workflow }: { workflow: WorkflowDetail }) {
  const { id, bucket, state, createdAt, updatedAt } = workflow
  const nodes = useGraphNodes({ ...workflow, start: describeStart(workflow.topology) })
  return (
    <>
      <Facts
        facts={[
          { name: t('jobs.state'), value: <WorkflowBadge state={state} /> },
          { name: t('jobs.bucket'), value: bucket },
          { name: t('workflows.prefix'), value: prefixOf(workflow.topology) || t('workflows.wholeBucket') },
          { name: t('workflows.kinds'), value: describeKinds(workflow.topology) },
          { name: t('workflows.made'), value: <Time at={createdAt} /> },
          { name: t('workflows.changed'), value: <Time at={updatedAt} /> },
          { name: t('job.id'), value: <code>{id}</code> },
        ]}
      />
      <Card title={t('workflows.graph')}>
        <GraphView label={t('workflows.graph')} nodes={nodes} />
        <details>
          <summary>{t('workflows.asList')}</summary>
          <Table
            label={t('workflows.nodes')}
            columns={nodeColumns()}
            rows={nodes}
            keyOf={({ name }) => name}
          />
        </details>
      </Card>
      <h2>{t('workflows.runs')}</h2>
      <RunTable workflow={id} />
      <Card title={t('workflows.definition')}>
        <Definition workflow={workflow} />
      </Card>
    </>
  )
}

function nodeColumns(): readonly Column<ReturnType<typeof useGraphNodes>[number]>[] {
  return [
    { name: t('workflows.node'), kind: 'wide', cell: ({ name }) => name },
    { name: t('jobs.tag'), cell: ({ detail }) => detail },
    { name: t('workflows.next'), cell: ({ next }) => next.join(', ') },
  ]
}

const FORMS = ['JSON', 'XML'] as const

function Definition({ workflow: { request, xml } }: { workflow: WorkflowDetail }) {
  const [form, setForm] = useState<string>(FORMS[0])
  const text = form === 'XML' ? prettyXml(xml) : JSON.stringify(request, null, 2)
  return (
    <Tabs label={t('workflows.definition')} tabs={FORMS} chosen={form} choose={setForm}>
      <CodeBlock text={text} label={form} copies />
    </Tabs>
  )
}
