import { t } from '../../i18n/language.ts'
import { Dialog } from '../../ui/dialog.tsx'

export type ClashAnswer = 'replace' | 'rename' | 'skip' | 'none'

interface ClashDialogProps {
  /** Those that are taken. */
  readonly keys: readonly string[]
  readonly answer: (chosen: ClashAnswer) => void
}

const MOST_SHOWN = 10

/** Asks what becomes of files whose names are taken. */
export function ClashDialog({ keys, answer }: ClashDialogProps) {
  const more = keys.length - MOST_SHOWN
  return (
    <Dialog title={t('upload.taken', { count: keys.length })} close={() => answer('none')}>
      <ul class="plain">
        {keys.slice(0, MOST_SHOWN).map((key) => (
          <li key={key}>{key}</li>
        ))}
        {more > 0 && <li class="faint">{t('upload.more', { count: more })}</li>}
      </ul>
      <div class="actions">
        <button type="button" class="danger" onClick={() => answer('replace')}>
          {t('upload.replace')}
        </button>
        <button type="button" onClick={() => answer('rename')}>
          {t('upload.rename')}
        </button>
        <button type="button" onClick={() => answer('skip')}>
          {t('upload.skip')}
        </button>
        <button type="button" onClick={() => answer('none')}>
          {t('common.back')}
        </button>
      </div>
    </Dialog>
  )
}
