import type { z } from 'zod'
import type { createdKeySchema } from '../../../../server/src/api-schemas/keys.ts'
import { post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import { LimitFields, readLimits } from './limit-fields.tsx'
import type { NewSecret } from './secret-dialog.tsx'

interface CreateKeyProps {
  readonly close: () => void
  readonly done: (secret: NewSecret) => void
}

export function CreateKey({ close, done }: CreateKeyProps) {
  const create = async (fields: FormData): Promise<void> => {
    const body = { name: fieldText(fields, 'name'), ...readLimits(fields) }
    const created = await post<z.infer<typeof createdKeySchema>>('keys', body)
    // Before the secret is shown, so that the focus goes back to what opened this dialog.
    close()
    done(created)
  }
  return (
    <FormDialog title={t('keys.create')} submitLabel={t('keys.create')} submit={create} close={close}>
      <TextField label={t('keys.name')} name="name" isRequired />
      <LimitFields isForMany />
    </FormDialog>
  )
}
