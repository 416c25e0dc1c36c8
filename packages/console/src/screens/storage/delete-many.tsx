import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useResource } from '../../api/resource.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { deleteBelow, deleteKeys } from './delete-objects.ts'
import { TypedConfirmation } from './typed-confirmation.tsx'
import { countedBytes, countedObjects, type Usage } from './usage.tsx'
import { Problem } from '../../ui/feedback.tsx'

interface DeletePrefixProps {
  readonly bucket: string
  readonly prefix: string
  readonly close: () => void
}

/** Deletes all that begins with a prefix, once it is counted and its name is typed. */
export function DeletePrefix({ bucket, prefix, close }: DeletePrefixProps) {
  const usage = useResource<Usage>('objects/usage', { query: { bucket, prefix, limit: 1 } })
  const total = usage.data?.total
  return (
    <Dialog title={t('storage.deleteFolder')} close={close}>
      <Awaited of={usage} />
      {total && (
        <p>
          {t('storage.deleteBelow', { prefix, objects: countedObjects(total), bytes: countedBytes(total) })}
        </p>
      )}
      <Deleting
        word={prefix}
        isReady={total !== undefined}
        run={(ending, tell) => deleteBelow({ bucket, prefix }, ending, tell)}
        close={close}
      />
    </Dialog>
  )
}

interface DeleteKeysProps {
  readonly bucket: string
  readonly keys: readonly string[]
  readonly close: () => void
}

export function DeleteKeys({ bucket, keys, close }: DeleteKeysProps) {
  return (
    <Dialog title={t('storage.deleteChosen', { count: keys.length })} close={close}>
      <p>{t('storage.deleteKeys', { count: keys.length })}</p>
      <Deleting
        word={String(keys.length)}
        isReady
        run={async (_, tell) => tell(await deleteKeys(bucket, keys))}
        close={close}
      />
    </Dialog>
  )
}

interface DeletingProps {
  readonly word: string
  readonly isReady: boolean
  readonly run: (ending: AbortSignal, tell: (deleted: number) => void) => Promise<void>
  readonly close: () => void
}

/** Closing the dialog ends it; what is deleted by then stays so. */
function Deleting({ word, isReady, run, close }: DeletingProps) {
  const deleted = useSignal<number | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const leaving = useRef(new AbortController())
  useEffect(() => () => leaving.current.abort(), [])
  const start = async (): Promise<void> => {
    deleted.value = 0
    problem.value = undefined
    try {
      await run(leaving.current.signal, (count) => (deleted.value = count))
      close()
    } catch (error) {
      deleted.value = undefined
      if (!leaving.current.signal.aborted)
        problem.value = error instanceof Error ? error.message : String(error)
    }
  }
  return (
    <>
      {deleted.value !== undefined && (
        <p role="status">{t('storage.deleted', { count: formatNumber(deleted.value) })}</p>
      )}
      <Problem text={problem.value} />
      <TypedConfirmation
        word={word}
        isOff={!isReady || deleted.value !== undefined}
        confirm={() => void start()}
        close={close}
      />
    </>
  )
}
