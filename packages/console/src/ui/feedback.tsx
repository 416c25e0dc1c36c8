import type { ComponentChildren } from 'preact'
import type { ApiError } from '../api/api-error.ts'
import { t } from '../i18n/language.ts'

export function Loading() {
  return (
    <p class="loading" role="status">
      {t('common.loading')}
    </p>
  )
}

export function ErrorBox({ error, retry }: { error: Pick<ApiError, 'message'>; retry?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <p>{error.message}</p>
      {retry && (
        <button type="button" onClick={retry}>
          {t('common.again')}
        </button>
      )}
    </div>
  )
}

/** Why something was refused; nothing while it was not. */
export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null
  return (
    <p class="notice bad" role="alert">
      {text}
    </p>
  )
}

/** What stands where a list has nothing, and what to do then. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  )
}
