import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Card } from '../../ui/page.tsx'
import { cancel, forgetDone, pause, resume, uploads, type UploadItem } from '../../upload/uploads.ts'

/** What is on its way from this tab, whichever bucket it goes to. */
export function UploadList() {
  const items = uploads()
  if (items.length === 0) return null
  const hasDone = items.some(({ state }) => state === 'done')
  return (
    <Card
      title={t('upload.title')}
      actions={
        hasDone && (
          <button type="button" onClick={forgetDone}>
            {t('upload.forget')}
          </button>
        )
      }
    >
      <ul class="uploads">
        {items.map((item) => (
          <li key={item.id}>
            <UploadRow item={item} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function UploadRow({ item }: { item: UploadItem }) {
  const { id, key, file, state, sent, reason } = item
  const isStopped = state === 'paused' || state === 'failed'
  return (
    <>
      <span class="upload-key">{key}</span>
      <progress value={file.size === 0 ? 1 : sent} max={file.size || 1} aria-label={key} />
      <span class="upload-bytes">
        {formatBytes(sent)} / {formatBytes(file.size)}
      </span>
      <span class={state === 'failed' ? 'bad' : 'faint'} role="status">
        {t(`upload.${state}`)}
        {reason !== undefined && ` · ${reason}`}
        {reason !== undefined && state === 'sending' && ` ${t('upload.retrying')}`}
      </span>
      {state !== 'done' && (
        <span class="actions">
          {isStopped ? (
            <button type="button" onClick={() => resume(id)}>
              {t('upload.resume')}
            </button>
          ) : (
            <button type="button" onClick={() => pause(id)}>
              {t('upload.pause')}
            </button>
          )}
          <Action label={t('upload.cancel')} run={() => cancel(id)} />
        </span>
      )}
    </>
  )
}
