import { messages } from './messages.ts'

export const settingsMessages = messages({
  en: {
    'settings.title': 'Settings',
    'settings.text':
      'Of the process that answers. They are variables of its environment, and change with its next start.',
    'settings.search': 'Search',
    'settings.which': 'Which',
    'settings.changed': 'Without defaults',
    'settings.none': 'No setting is like that.',
    'settings.setting': 'Setting',
    'settings.value': 'Value',
    'settings.origin': 'From',
    'settings.isSet': 'set',
    'settings.notSet': 'not set',
    'settings.origin.environment': 'Environment',
    'settings.origin.file': 'File of a secret',
    'settings.origin.generated': 'Made by the service',
    'settings.origin.default': 'Default',
  },
  zh: {
    'settings.title': '设置',
    'settings.text': '当前响应请求的进程所用的设置。设置来自环境变量，修改后需重启生效。',
    'settings.search': '搜索',
    'settings.which': '范围',
    'settings.changed': '不含默认值',
    'settings.none': '没有符合条件的设置。',
    'settings.setting': '设置项',
    'settings.value': '当前值',
    'settings.origin': '来源',
    'settings.isSet': '已设置',
    'settings.notSet': '未设置',
    'settings.origin.environment': '环境变量',
    'settings.origin.file': '密钥文件',
    'settings.origin.generated': '服务自动生成',
    'settings.origin.default': '默认值',
  },
})
