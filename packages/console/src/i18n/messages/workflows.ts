import { messages } from './messages.ts'

export const workflowsMessages = messages({
  en: {
    'workflows.title': 'Workflows',
    'workflows.none': 'There is no workflow.',
    'workflows.runs': 'Runs',
    'workflows.noRuns': 'There was no run.',
    'workflows.workflow': 'Workflow',
    'workflows.changed': 'Changed',
    'workflows.run': 'Run',
    'workflows.nodes': 'Nodes',
    'workflows.node': 'Node',
    'workflows.cancelWhat': 'Its jobs that wait or run are cancelled.',
  },
  zh: {
    'workflows.title': '工作流',
    'workflows.none': '还没有工作流。',
    'workflows.runs': '执行记录',
    'workflows.noRuns': '还没有执行记录。',
    'workflows.workflow': '工作流',
    'workflows.changed': '修改时间',
    'workflows.run': '执行',
    'workflows.nodes': '节点',
    'workflows.node': '节点',
    'workflows.cancelWhat': '其中等待或执行中的任务都会被取消。',
  },
})
