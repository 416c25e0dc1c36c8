import { messages } from './messages.ts'

export const batchesMessages = messages({
  en: {
    'batches.title': 'Batches',
    'batches.none': 'There is no batch.',
    'batches.batch': 'Batch',
    'batches.seen': 'Objects',
    'batches.succeeded': 'Succeeded',
    'batches.failed': 'Failed',
    'batches.cancelWhat': 'It submits nothing more, and its open jobs are cancelled.',
  },
  zh: {
    'batches.title': '批量任务',
    'batches.none': '还没有批量任务。',
    'batches.batch': '批量任务',
    'batches.seen': '对象数',
    'batches.succeeded': '成功',
    'batches.failed': '失败',
    'batches.cancelWhat': '将不再提交新任务，未完成的任务会被取消。',
  },
})
