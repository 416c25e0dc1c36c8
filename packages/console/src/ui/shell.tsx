import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { session, signOut } from '../api/session.ts'
import { language, setLanguage, t, type MessageKey } from '../i18n/language.ts'
import { BASE, link } from './links.ts'

interface Entry {
  readonly path: string
  readonly name: MessageKey
  /** Where its details are, if not below its own path. */
  readonly also?: string
}

const SCREENS: readonly Entry[] = [
  { path: '/', name: 'overview.title' },
  { path: '/try', name: 'try.title' },
  { path: '/jobs', name: 'jobs.title' },
  { path: '/callbacks', name: 'callbacks.title' },
  { path: '/receivers', name: 'receivers.title' },
  { path: '/workflows', name: 'workflows.title', also: '/runs' },
  { path: '/queues', name: 'queues.title' },
  { path: '/batches', name: 'batches.title' },
  { path: '/templates', name: 'templates.title' },
  { path: '/storage', name: 'storage.title' },
  { path: '/keys', name: 'keys.title' },
  { path: '/audit', name: 'audit.title' },
  { path: '/settings', name: 'settings.title' },
]

/** The frame of every screen: where one is, where one can go, and who is signed in. */
export function Shell({ children }: { children: ComponentChildren }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header class="bar">
        <button
          type="button"
          class="menu"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          {t('shell.menu')}
        </button>
        <a class="brand" href={link('/')}>
          Lemnis
        </a>
        <span class="spacer" />
        {session.value?.role === 'reader' && <span class="badge plain">{t('shell.readOnly')}</span>}
        <button
          type="button"
          class="quiet"
          onClick={() => setLanguage(language.value === 'en' ? 'zh' : 'en')}
        >
          {language.value === 'en' ? '中文' : 'English'}
        </button>
        <button type="button" class="quiet" onClick={() => void signOut()}>
          {t('shell.signOut')}
        </button>
      </header>
      <Navigation isOpen={isOpen} close={() => setOpen(false)} />
      {children}
    </div>
  )
}

function Navigation({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { path } = useLocation()
  return (
    <nav id="navigation" class={isOpen ? 'navigation open' : 'navigation'} aria-label={t('shell.navigation')}>
      {SCREENS.map((screen) => {
        const href = link(screen.path)
        const isHere = [screen.path, screen.also ?? []].flat().some((each) => isBelow(path, each))
        return (
          <a key={href} href={href} aria-current={isHere ? 'page' : undefined} onClick={close}>
            {t(screen.name)}
          </a>
        )
      })}
      <p class="version">{session.value?.version}</p>
    </nav>
  )
}

/** Whether a screen is that of `path`, or one of its details. */
function isBelow(shown: string, path: string): boolean {
  const own = shown.slice(BASE.length).replace(/\/$/, '')
  return path === '/' ? own === '' : own === path || own.startsWith(`${path}/`)
}
