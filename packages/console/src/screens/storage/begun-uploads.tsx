import { useEffect, useState } from 'preact/hooks'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Card } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { abortUpload, listBegunUploads, type BegunUpload } from '../../upload/multipart.ts'
import { arrived, uploads } from '../../upload/uploads.ts'

interface BegunUploadsProps {
  readonly bucket: string
  readonly prefix: string
}

/** Uploads in parts that nobody completed, and that this tab does not send: of before a reload, or of another program. */
export function BegunUploads({ bucket, prefix }: BegunUploadsProps) {
  const [begun, setBegun] = useState<readonly BegunUpload[]>([])
  const items = uploads()
  useEffect(() => {
    const leaving = new AbortController()
    listBegunUploads({ bucket, prefix }, leaving.signal).then(setBegun, () => undefined)
    return () => leaving.abort()
  }, [bucket, prefix, items.length, arrived()])
  const own = new Set(items.map((item) => item.begun?.uploadId))
  const others = begun.filter(({ uploadId }) => !own.has(uploadId))
  if (others.length === 0) return null
  return (
    <Card title={t('upload.begun')}>
      <p class="faint">{t('upload.begunHint')}</p>
      <ul class="uploads">
        {others.map((upload) => (
          <li key={upload.uploadId}>
            <span class="upload-key">{upload.key}</span>
            <Time at={upload.initiated} />
            <Action
              label={t('upload.discard')}
              confirm={t('upload.discardWhat', { key: upload.key })}
              isDangerous
              run={async () => {
                await abortUpload(upload)
                setBegun(begun.filter(({ uploadId }) => uploadId !== upload.uploadId))
              }}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
