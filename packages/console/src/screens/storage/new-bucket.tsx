import { useSignal } from '@preact/signals'
import { post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { Empty } from '../../ui/feedback.tsx'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'

/** For a service without a bucket. */
export function FirstBucket({ done }: { done: () => void }) {
  return (
    <Empty title={t('bucket.none')}>
      <NewBucket done={done} />
    </Empty>
  )
}

/** A button that makes a bucket, with names that clients of the cloud would choose as well. */
export function NewBucket({ done }: { done: () => void }) {
  const isOpen = useSignal(false)
  const create = async (fields: FormData): Promise<void> => {
    await post('buckets', { name: fieldText(fields, 'name'), region: fieldText(fields, 'region') })
    done()
  }
  return (
    <>
      <button type="button" onClick={() => (isOpen.value = true)}>
        {t('bucket.create')}
      </button>
      {isOpen.value && (
        <FormDialog
          title={t('bucket.create')}
          submitLabel={t('bucket.create')}
          submit={create}
          close={() => (isOpen.value = false)}
        >
          <TextField label={t('bucket.name')} name="name" initial="media-1250000000" isRequired />
          <TextField label={t('bucket.region')} name="region" initial="ap-guangzhou" isRequired />
        </FormDialog>
      )}
    </>
  )
}
