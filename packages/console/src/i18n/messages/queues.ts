import { messages } from './messages.ts'

export const queuesMessages = messages({
  en: {
    'queues.title': 'Queues and workers',
    'queues.list': 'Queues',
    'queues.none': 'There is no queue: make a bucket first.',
    'queues.waiting': 'Wait',
    'queues.running': 'Run',
    'queues.concurrent': 'Run at once',
    'queues.size': 'Wait at most',
    'queues.limits': 'Limits',
    'queues.pauseWhat': '{waiting} jobs wait in it. They stay until you resume it; those that run go on.',
  },
  zh: {
    'queues.title': '队列与工作进程',
    'queues.list': '队列',
    'queues.none': '还没有队列，请先创建存储桶。',
    'queues.waiting': '等待中',
    'queues.running': '执行中',
    'queues.concurrent': '最大并发',
    'queues.size': '最大排队数',
    'queues.limits': '设置上限',
    'queues.pauseWhat': '队列中有 {waiting} 个任务等待，它们会保留到恢复为止，正在执行的任务不受影响。',
  },
})
