import { z } from 'zod'
import {
  workflowDetailSchema,
  workflowNodeListSchema,
  workflowPageSchema,
} from '../../../api-schemas/workflows.ts'
import { browseWorkflow, browseWorkflows } from '../../../engine/operator/browse-workflows.ts'
import { describeNodes } from '../../../engine/workflows/describe-nodes.ts'
import { chooseNamed } from '../choose-named.ts'
import { bucketPageQuery, DEFAULT_LIMIT } from '../page-query.ts'
import { noQuery, readRoute } from '../route.ts'
import { toIsoTime } from '../times.ts'
import { serializeWorkflow } from './serialize-workflow.ts'

const listWorkflowsRoute = readRoute({
  path: '/workflows',
  summary: 'Workflows of all buckets, newest first.',
  query: z.strictObject(bucketPageQuery),
  answer: workflowPageSchema,
  async handle({ db }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { rows, next } = await browseWorkflows(db.reader, { ...filter, limit })
    const workflows = rows.map(({ createdAt, updatedAt, ...workflow }) => ({
      ...workflow,
      createdAt: toIsoTime(createdAt),
      updatedAt: toIsoTime(updatedAt),
    }))
    return { workflows, next: next ?? null }
  },
})

const showWorkflowRoute = readRoute({
  path: '/workflows/{id}',
  summary: 'One workflow with its graph, by its id or by its name.',
  query: noQuery,
  answer: workflowDetailSchema,
  async handle({ db }, { id }) {
    return serializeWorkflow(chooseNamed(await browseWorkflow(db.reader, id), 'workflow', id))
  },
})

const listNodesRoute = readRoute({
  path: '/workflow-nodes',
  summary: 'The types of nodes that a workflow can have, what may follow each, and what it needs.',
  query: noQuery,
  answer: workflowNodeListSchema,
  handle: ({ engine }) => ({ nodes: describeNodes(engine.tags) }),
})

export const workflowRoutes = [listWorkflowsRoute, showWorkflowRoute, listNodesRoute]
