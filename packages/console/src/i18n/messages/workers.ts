import { messages } from './messages.ts'

export const workersMessages = messages({
  en: {
    'workers.title': 'Workers',
    'workers.none': 'No process runs jobs: start lemnis worker, or lemnis serve without --no-worker.',
    'workers.worker': 'Machine',
    'workers.process': 'process {pid}',
    'workers.only': 'only {queues}',
    'workers.working': 'Online',
    'workers.lost': 'Not seen since',
    'workers.load': 'Running / at most',
    'workers.now': 'Runs now',
    'workers.idle': 'Runs nothing now',
    'workers.since': 'Since',
    'workers.version': 'Version',
  },
  zh: {
    'workers.title': '工作进程',
    'workers.none': '没有进程在执行任务：请启动 lemnis worker，或不带 --no-worker 启动 lemnis serve。',
    'workers.worker': '机器',
    'workers.process': '进程 {pid}',
    'workers.only': '仅限 {queues}',
    'workers.working': '在线',
    'workers.lost': '失去联系，最后一次',
    'workers.load': '执行中 / 上限',
    'workers.now': '正在执行',
    'workers.idle': '空闲',
    'workers.since': '启动时间',
    'workers.version': '版本',
  },
})
