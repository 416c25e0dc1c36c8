import { useRoute } from 'preact-iso'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { GraphView } from '../../graph/graph-view.tsx'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { Facts } from '../../ui/facts.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { CallbackTable } from '../callbacks/callback-table.tsx'
import type { RunDetail, Task } from './describe-graph.ts'
import { useGraphNodes } from './use-graph-nodes.ts'

/** A run of a workflow, with the jobs of its nodes. */
export function WorkflowRun() {
  const { id = '' } = useRoute().params
  const run = useResource<RunDetail>(`executions/${encodeURIComponent(id)}`, {
    topic: ['workflows', 'jobs', 'callbacks'],
  })
  const { data } = run
  const cancel = data?.state === 'Running' && mayChange() && (
    <Action
      label={t('job.cancel')}
      confirm={t('workflows.cancelWhat')}
      run={async () => {
        await post(`executions/${id}/cancel`)
        changed('workflows', 'jobs')
      }}
    />
  )
  return (
    <Page title={data ? `${data.workflowName} · ${data.object}` : t('workflows.run')} actions={cancel}>
      <Awaited of={run} />
      {data && <RunSections run={data} />}
    </Page>
  )
}

function RunSections({ run }: { run: RunDetail }) {
  const nodes = useGraphNodes({ ...run, start: run.object })
  return (
    <>
      <Facts
        facts={[
          { name: t('jobs.state'), value: <StateBadge state={run.state} /> },
          {
            name: t('workflows.workflow'),
            value: <a href={link(`/workflows/${run.workflowId}`)}>{run.workflowName}</a>,
          },
          { name: t('jobs.bucket'), value: run.bucket },
          { name: t('job.started'), value: <Time at={run.createdAt} /> },
          { name: t('job.ended'), value: run.endedAt && <Time at={run.endedAt} /> },
          { name: t('job.id'), value: <code>{run.id}</code> },
        ]}
      />
      <Card title={t('workflows.graph')}>
        <GraphView label={t('workflows.graph')} nodes={nodes} />
      </Card>
      <Card title={t('workflows.nodes')}>
        <Table
          label={t('workflows.nodes')}
          columns={nodeColumns()}
          rows={run.tasks}
          keyOf={({ node, jobId }) => `${node} ${jobId}`}
        />
      </Card>
      {run.callbacks.length > 0 && (
        <Card title={t('job.callbacks')}>
          <CallbackTable callbacks={run.callbacks} />
        </Card>
      )}
    </>
  )
}

function nodeColumns(): readonly Column<Task>[] {
  return [
    {
      name: t('workflows.node'),
      kind: 'wide',
      cell: ({ node, jobId, state, message }) => (
        <span class="two-lines">
          {jobId === null ? <strong>{node}</strong> : <a href={link(`/jobs/${jobId}`)}>{node}</a>}
          {state !== 'Success' && message !== null && message !== '' && <span class="faint">{message}</span>}
        </span>
      ),
    },
    { name: t('jobs.tag'), cell: ({ type }) => type },
    { name: t('jobs.state'), cell: ({ state }) => <StateBadge state={state} /> },
    {
      name: t('workflows.outputs'),
      cell: ({ jobId, outputs }) =>
        jobId !== null && outputs.length > 0 && <a href={link(`/jobs/${jobId}`)}>{outputs.join(', ')}</a>,
    },
    { name: t('job.started'), cell: ({ startedAt }) => <Time at={startedAt} /> },
    { name: t('job.ended'), cell: ({ endedAt }) => <Time at={endedAt} /> },
  ]
}
