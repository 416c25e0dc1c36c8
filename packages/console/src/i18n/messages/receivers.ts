import { messages } from './messages.ts'

export const receiversMessages = messages({
  en: {
    'receivers.title': 'Receivers',
    'receivers.text': 'Where callbacks go, and whether they arrive.',
    'receivers.none': 'No callback was sent yet.',
    'receivers.receiver': 'Receiver',
    'receivers.allBuckets': 'All buckets',
    'receivers.failures': 'Failures',
    'receivers.waiting': 'Waiting',
    'receivers.since': 'Since',
    'receivers.pause': 'Pause',
    'receivers.park': 'Park',
    'receivers.resume': 'Resume',
    'receivers.parkWhat': 'Its callbacks wait until you resume it. None is lost.',
  },
  zh: {
    'receivers.title': '接收端',
    'receivers.text': '回调投递的目标地址及其投递情况。',
    'receivers.none': '还没有投递过回调。',
    'receivers.receiver': '接收端',
    'receivers.allBuckets': '所有存储桶',
    'receivers.failures': '失败次数',
    'receivers.waiting': '待投递',
    'receivers.since': '开始时间',
    'receivers.pause': '暂停',
    'receivers.park': '搁置',
    'receivers.resume': '恢复',
    'receivers.parkWhat': '该接收端的回调将一直等待，直到恢复，不会丢失。',
  },
})
