import { formatTime } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** A key that was just made. */
export interface NewSecret {
  readonly secretId: string
  readonly secretKey: string
  /** Of a temporary key. */
  readonly token?: string
  readonly expiresAt?: string
}

/** The only time that the secret is shown. */
export function SecretDialog({
  secret: { secretId, secretKey, token, expiresAt },
  close,
}: {
  secret: NewSecret
  close: () => void
}) {
  const lines = [`SecretId=${secretId}`, `SecretKey=${secretKey}`, ...(token ? [`Token=${token}`] : [])]
  return (
    <Dialog title={t('keys.secret')} close={close}>
      <p>{t('keys.secretOnce')}</p>
      {expiresAt && <p class="faint">{t('keys.expires', { at: formatTime(expiresAt) })}</p>}
      <CodeBlock label={t('keys.secret')} text={lines.join('\n')} copies />
      <div class="actions">
        <button type="button" class="primary" onClick={close}>
          {t('common.done')}
        </button>
      </div>
    </Dialog>
  )
}
