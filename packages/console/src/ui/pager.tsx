import { t } from '../i18n/language.ts'

interface PagerProps {
  readonly isFirst: boolean
  /** Where the page after this one begins; null at the end. */
  readonly next: number | string | null
  /** An empty text is the first page. */
  readonly go: (before: string) => void
}

export function Pager({ isFirst, next, go }: PagerProps) {
  if (isFirst && next === null) return null
  // A button that is disabled loses the focus.
  return (
    <div class="pager">
      <button type="button" aria-disabled={isFirst} onClick={() => isFirst || go('')}>
        {t('common.newest')}
      </button>
      <button type="button" aria-disabled={next === null} onClick={() => next === null || go(String(next))}>
        {t('common.older')}
      </button>
    </div>
  )
}
