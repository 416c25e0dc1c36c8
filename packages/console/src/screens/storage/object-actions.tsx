import { useSignal } from '@preact/signals'
import { objectPath, post } from '../../api/client.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { DeletePrefix } from './delete-many.tsx'
import { LinkDialog } from './link-dialog.tsx'

interface ObjectActionsProps {
  readonly bucket: string
  readonly objectKey: string
  readonly reload: () => void
}

export function ObjectActions({ bucket, objectKey, reload }: ObjectActionsProps) {
  const isLinking = useSignal(false)
  return (
    <span class="actions">
      <a class="button" href={objectPath(bucket, objectKey)} download>
        {t('storage.download')}
      </a>
      {mayChange() && (
        <button type="button" onClick={() => (isLinking.value = true)}>
          {t('storage.link')}
        </button>
      )}
      {isLinking.value && (
        <LinkDialog bucket={bucket} objectKey={objectKey} close={() => (isLinking.value = false)} />
      )}
      {mayChange() && (
        <Action
          label={t('common.delete')}
          confirm={t('storage.deleteWhat', { key: objectKey })}
          isDangerous
          run={async () => {
            await post('objects/delete', { bucket, keys: [objectKey] })
            reload()
          }}
        />
      )}
    </span>
  )
}

interface FolderActionsProps {
  readonly bucket: string
  readonly prefix: string
  readonly reload: () => void
}

export function FolderActions({ bucket, prefix, reload }: FolderActionsProps) {
  const isDeleting = useSignal(false)
  const close = (): void => {
    isDeleting.value = false
    reload()
  }
  if (!mayChange()) return null
  return (
    <span class="actions">
      <button type="button" class="danger" onClick={() => (isDeleting.value = true)}>
        {t('common.delete')}
      </button>
      {isDeleting.value && <DeletePrefix bucket={bucket} prefix={prefix} close={close} />}
    </span>
  )
}
