import type { Call } from '../../call.ts'
import { known, NONE_KNOWN, type Operation } from '../../operation.ts'
import { cancelExecutionRoute, getExecutionRoute, listExecutionsRoute } from './executions.ts'
import { listWorkflowsRoute } from './list-workflows.ts'
import { createWorkflowRoute, deleteWorkflowRoute, updateWorkflowRoute } from './save-workflow.ts'
import { triggerWorkflowRoute } from './trigger-workflow.ts'
import { wrongMethod } from '../wrong-method.ts'

const OF_TRIGGER = known('workflowId object name attachParam')
const OF_WORKFLOWS = known('ids name pageNumber pageSize')
const OF_WORKFLOW = known('active paused')
const OF_RUNS = known(
  'workflowId jobId states name startCreationTime endCreationTime orderByTime nextToken size',
)
const OF_RUN = known('cancel')

/** What a call asks of workflows and their runs; `undefined` when its path is none of theirs. Throws MethodNotAllowed. */
export function workflowOperation(call: Call, name: string, id: string | undefined): Operation | undefined {
  const { method } = call
  if (name === 'workflow') return id === undefined ? ofWorkflows(call) : ofOneWorkflow(call, id)
  if (name === 'workflowexecution') return id === undefined ? ofRuns(call) : ofOneRun(call, id)
  if (name !== 'triggerworkflow' || id !== undefined) return undefined
  // The vendor's pages know POST alone; some clients were seen to send GET.
  if (method === 'POST' || method === 'GET')
    return { action: 'ci:TriggerWorkflow', on: 'bucket', known: OF_TRIGGER, run: triggerWorkflowRoute }
  throw wrongMethod(call)
}

function ofWorkflows(call: Call): Operation {
  if (call.method === 'POST')
    return { action: 'ci:CreateWorkflow', on: 'bucket', known: NONE_KNOWN, run: createWorkflowRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeWorkflow', on: 'bucket', known: OF_WORKFLOWS, run: listWorkflowsRoute }
  throw wrongMethod(call)
}

function ofOneWorkflow(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'PUT') {
    return {
      action: 'ci:UpdateWorkflow',
      on,
      known: OF_WORKFLOW,
      run: (context, own) => updateWorkflowRoute(context, own, id),
    }
  }
  if (call.method === 'DELETE') {
    return {
      action: 'ci:DeleteWorkflow',
      on,
      known: NONE_KNOWN,
      run: (context, own) => deleteWorkflowRoute(context, own, id),
    }
  }
  throw wrongMethod(call)
}

function ofRuns(call: Call): Operation {
  if (call.method !== 'GET') throw wrongMethod(call)
  return { action: 'ci:DescribeWorkflowExecutions', on: 'bucket', known: OF_RUNS, run: listExecutionsRoute }
}

function ofOneRun(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'GET') {
    return {
      action: 'ci:DescribeWorkflowExecution',
      on,
      known: NONE_KNOWN,
      run: (context, own) => getExecutionRoute(context, own, id),
    }
  }
  if (call.method === 'PUT') {
    return {
      action: 'ci:CancelWorkflowExecution',
      on,
      known: OF_RUN,
      run: (context, own) => cancelExecutionRoute(context, own, id),
    }
  }
  throw wrongMethod(call)
}
