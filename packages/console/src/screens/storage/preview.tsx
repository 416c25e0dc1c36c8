import { objectPath } from '../../api/client.ts'
import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { useHeads, type ObjectHead } from '../../media/object-head.ts'
import { Playable } from '../../media/playable.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Loading } from '../../ui/feedback.tsx'
import { TextPreview } from './text-preview.tsx'

interface PreviewProps {
  readonly bucket: string
  readonly objectKey: string
  readonly close: () => void
}

/** What a browser can show of an object: nothing of it is run. */
export function Preview({ bucket, objectKey, close }: PreviewProps) {
  const heads = useHeads([{ bucket, key: objectKey }])
  const head = heads?.[0]
  return (
    <Dialog title={objectKey} close={close}>
      {!heads && <Loading />}
      {head === null && <p class="faint">{t('storage.gone')}</p>}
      {head && <Shown object={head} />}
      {head && (
        <p class="faint">
          {head.type} · {formatBytes(head.bytes)}
        </p>
      )}
      <div class="actions">
        <a href={objectPath(bucket, objectKey)} download>
          {t('storage.download')}
        </a>
        <button type="button" onClick={close}>
          {t('common.back')}
        </button>
      </div>
    </Dialog>
  )
}

function Shown({ object }: { object: ObjectHead }) {
  const address = objectPath(object.bucket, object.key)
  switch (object.kind) {
    case 'picture':
      return <img src={address} alt={object.key} />
    case 'sound':
      return <audio src={address} controls aria-label={object.key} />
    case 'film':
    case 'playlist':
      return <Playable object={object} />
    case 'text':
      return <TextPreview object={object} />
    case 'other':
      return <p class="faint">{t('storage.noPreview')}</p>
  }
}
