import { messages } from './messages.ts'

export const overviewMessages = messages({
  en: {
    'overview.title': 'Overview',
    'overview.waiting': 'jobs wait',
    'overview.running': 'jobs run',
    'overview.pending': 'callbacks to deliver',
    'overview.dead': 'callbacks given up',
    'overview.parked': 'callbacks parked',
    'overview.pausedEndpoints': 'receivers paused',
    'overview.uptime': 'since the start',
    'overview.recent': 'Newest jobs',
    'overview.none': 'There are no jobs yet.',
    'overview.first': 'Try one with a file of yours.',
  },
  zh: {
    'overview.title': '总览',
    'overview.waiting': '个任务排队中',
    'overview.running': '个任务执行中',
    'overview.pending': '个回调待投递',
    'overview.dead': '个回调已放弃',
    'overview.parked': '个回调已搁置',
    'overview.pausedEndpoints': '个接收端已暂停',
    'overview.uptime': '运行时长',
    'overview.recent': '最新任务',
    'overview.none': '还没有任务。',
    'overview.first': '用自己的文件试一试。',
  },
})
