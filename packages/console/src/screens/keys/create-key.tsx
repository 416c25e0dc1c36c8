import type { z } from 'zod'
import type { createdKeySchema } from '../../../../server/src/api-schemas/keys.ts'
import { post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import type { NewSecret } from './secret-dialog.tsx'

interface CreateKeyProps {
  readonly close: () => void
  readonly done: (secret: NewSecret) => void
}

export function CreateKey({ close, done }: CreateKeyProps) {
  const create = async (fields: FormData): Promise<void> => {
    const buckets = fieldText(fields, 'buckets')
      .split(/[\s,]+/)
      .filter(Boolean)
    const body = { name: fieldText(fields, 'name'), buckets: buckets.length > 0 ? buckets : null }
    const created = await post<z.infer<typeof createdKeySchema>>('keys', body)
    // Before the secret is shown, so that the focus goes back to what opened this dialog.
    close()
    done(created)
  }
  return (
    <FormDialog title={t('keys.create')} submitLabel={t('keys.create')} submit={create} close={close}>
      <TextField label={t('keys.name')} name="name" isRequired />
      <TextField label={t('keys.onlyBuckets')} name="buckets" hint={t('keys.onlyBucketsHint')} />
      <p class="faint">{t('keys.narrower')}</p>
    </FormDialog>
  )
}
