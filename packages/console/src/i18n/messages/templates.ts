import { messages } from './messages.ts'

export const templatesMessages = messages({
  en: {
    'templates.title': 'Templates',
    'templates.none': 'There is no template.',
    'templates.official': 'official',
    'templates.own': 'own',
    'templates.officialName': '{name} (official)',
    'templates.new': 'New template',
    'templates.nameHint':
      'Letters A to Z, digits, Chinese characters, hyphens, underscores and *; no spaces.',
    'templates.change': 'Change {name}',
    'templates.duplicate': 'Duplicate',
    'templates.officialWhat': 'It comes with the release, for every bucket, and can’t be changed.',
    'templates.params': 'Parameters',
    'templates.deleteWhat':
      '{name} is deleted. Jobs that were submitted with it keep its parameters; workflows that name it fail.',
    'templates.kind': 'Kind',
  },
  zh: {
    'templates.title': '模板',
    'templates.none': '还没有模板。',
    'templates.official': '官方',
    'templates.own': '自定义',
    'templates.officialName': '{name}（官方）',
    'templates.new': '新建模板',
    'templates.nameHint': '仅限英文字母、数字、中文、连字符、下划线和 *，不含空格。',
    'templates.change': '编辑 {name}',
    'templates.duplicate': '复制为新模板',
    'templates.officialWhat': '随版本提供，适用于所有存储桶，不可修改。',
    'templates.params': '参数',
    'templates.deleteWhat': '将删除 {name}。已用它提交的任务保留其参数；引用它的工作流将失败。',
    'templates.kind': '来源',
  },
})
