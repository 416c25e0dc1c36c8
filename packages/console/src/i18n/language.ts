import { signal } from '@preact/signals'
import { MESSAGES } from './messages/index.ts'
import type { Language } from './messages/messages.ts'

export type { Language }
export type MessageKey = keyof typeof MESSAGES.en

const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' }
const STORED = 'lemnis-language'

export const language = signal<Language>(startLanguage())
setLanguage(language.value)

function startLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'zh') return stored
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}

export function setLanguage(next: Language): void {
  language.value = next
  localStorage.setItem(STORED, next)
  document.documentElement.lang = TAGS[next]
}

/** A message in the language of the page; `{name}` in it is replaced by the value of that name. */
export function t(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  return MESSAGES[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  )
}

export const languageTag = (): string => TAGS[language.value]
