import { objectPath } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { Dialog } from '../../ui/dialog.tsx'

interface PreviewProps {
  readonly bucket: string
  readonly objectKey: string
  readonly close: () => void
}

const KINDS = [
  { kind: 'picture', endings: /\.(?:jpe?g|png|gif|webp|avif|bmp)$/i },
  { kind: 'sound', endings: /\.(?:wav|mp3|m4a|aac|flac|ogg|opus)$/i },
  { kind: 'film', endings: /\.(?:mp4|webm|mov|mkv)$/i },
] as const

/** What a browser can show of an object: nothing of it is run. */
export function Preview({ bucket, objectKey, close }: PreviewProps) {
  const address = objectPath(bucket, objectKey)
  const kind = KINDS.find(({ endings }) => endings.test(objectKey))?.kind
  return (
    <Dialog title={objectKey} close={close}>
      {kind === 'picture' && <img src={address} alt={objectKey} />}
      {kind === 'sound' && <audio src={address} controls />}
      {kind === 'film' && <video src={address} controls />}
      {kind === undefined && <p class="faint">{t('storage.noPreview')}</p>}
      <div class="actions">
        <a href={address} download>
          {t('storage.download')}
        </a>
        <button type="button" onClick={close}>
          {t('common.back')}
        </button>
      </div>
    </Dialog>
  )
}
