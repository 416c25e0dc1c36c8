import type { Call } from '../../call.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../../operation.ts'
import { cancelExecutionRoute } from './cancel-execution.ts'
import { getExecutionRoute, listExecutionsRoute } from './get-executions.ts'
import { listWorkflowsRoute } from './list-workflows.ts'
import { createWorkflowRoute, deleteWorkflowRoute, updateWorkflowRoute } from './save-workflow.ts'
import { triggerWorkflowRoute } from './trigger-workflow.ts'
import { methodNotAllowed } from '../method-not-allowed.ts'

const OF_TRIGGER = knownNames('workflowId object name attachParam')
const OF_WORKFLOWS = knownNames('ids name pageNumber pageSize')
const OF_WORKFLOW = knownNames('active paused')
const OF_RUNS = knownNames(
  'workflowId jobId states name startCreationTime endCreationTime orderByTime nextToken size',
)
const OF_RUN = knownNames('cancel')

/**
 * Returns the operation of a call on workflows and their runs; `undefined` for other paths. Throws MethodNotAllowed.
 */
export function workflowOperation(call: Call, name: string, id: string | undefined): Operation | undefined {
  const { method } = call
  if (name === 'workflow') return id === undefined ? ofWorkflows(call) : ofOneWorkflow(call, id)
  if (name === 'workflowexecution') return id === undefined ? ofRuns(call) : ofOneRun(call, id)
  if (name !== 'triggerworkflow' || id !== undefined) return undefined
  // The documentation has only POST; some clients send GET.
  if (method === 'POST' || method === 'GET')
    return { action: 'ci:TriggerWorkflow', on: 'bucket', known: OF_TRIGGER, run: triggerWorkflowRoute }
  throw methodNotAllowed(call)
}

function ofWorkflows(call: Call): Operation {
  if (call.method === 'POST')
    return { action: 'ci:CreateWorkflow', on: 'bucket', known: NONE_KNOWN, run: createWorkflowRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeWorkflow', on: 'bucket', known: OF_WORKFLOWS, run: listWorkflowsRoute }
  throw methodNotAllowed(call)
}

function ofOneWorkflow(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'PUT') {
    return {
      action: 'ci:UpdateWorkflow',
      on,
      known: OF_WORKFLOW,
      run: (context, call) => updateWorkflowRoute(context, call, id),
    }
  }
  if (call.method === 'DELETE') {
    return {
      action: 'ci:DeleteWorkflow',
      on,
      known: NONE_KNOWN,
      run: (context, call) => deleteWorkflowRoute(context, call, id),
    }
  }
  throw methodNotAllowed(call)
}

function ofRuns(call: Call): Operation {
  if (call.method !== 'GET') throw methodNotAllowed(call)
  return { action: 'ci:DescribeWorkflowExecutions', on: 'bucket', known: OF_RUNS, run: listExecutionsRoute }
}

function ofOneRun(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'GET') {
    return {
      action: 'ci:DescribeWorkflowExecution',
      on,
      known: NONE_KNOWN,
      run: (context, call) => getExecutionRoute(context, call, id),
    }
  }
  if (call.method === 'PUT') {
    return {
      action: 'ci:CancelWorkflowExecution',
      on,
      known: OF_RUN,
      run: (context, call) => cancelExecutionRoute(context, call, id),
    }
  }
  throw methodNotAllowed(call)
}
