import { messages } from './messages.ts'

export const templatesMessages = messages({
  en: {
    'templates.title': 'Templates',
    'templates.none': 'There is no template.',
  },
  zh: {
    'templates.title': '模板',
    'templates.none': '还没有模板。',
  },
})
