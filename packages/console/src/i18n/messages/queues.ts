import { messages } from './messages.ts'

export const queuesMessages = messages({
  en: {
    'queues.title': 'Queues and workers',
    'queues.list': 'Queues',
    'queues.none': 'There is no queue: make a bucket first.',
    'queues.tags': 'Takes {tags}',
    'queues.noTags': 'This release has no jobs for it.',
    'queues.waiting': 'Wait',
    'queues.running': 'Run',
    'queues.concurrent': 'Running limit',
    'queues.size': 'Waiting limit',
    'queues.limits': 'Limits',
    'queues.pauseWhat':
      '{name} starts no more jobs: {waiting} wait in it, and new ones are still accepted and wait, too, until you resume it. Those that run go on.',
  },
  zh: {
    'queues.title': '队列与工作进程',
    'queues.list': '队列',
    'queues.none': '还没有队列，请先创建存储桶。',
    'queues.tags': '接受 {tags}',
    'queues.noTags': '此版本没有使用此队列的任务。',
    'queues.waiting': '等待中',
    'queues.running': '执行中',
    'queues.concurrent': '最大并发',
    'queues.size': '最大排队数',
    'queues.limits': '设置上限',
    'queues.pauseWhat':
      '{name} 将不再开始新任务：其中有 {waiting} 个任务等待，仍会接受新任务并排队，直到恢复为止。正在执行的任务不受影响。',
  },
})
