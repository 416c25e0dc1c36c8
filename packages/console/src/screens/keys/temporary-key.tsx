import type { z } from 'zod'
import type { AccessKeyJson, temporaryKeySchema } from '../../../../server/src/api-schemas/keys.ts'
import { post } from '../../api/client.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { fieldText, FormDialog } from '../../ui/form-dialog.tsx'
import { Choice, LimitFields, readLimits } from './limit-fields.tsx'
import type { NewSecret } from './secret-dialog.tsx'

/** s */
const LIFETIMES: readonly (readonly [seconds: number, name: MessageKey])[] = [
  [900, 'keys.quarter'],
  [3_600, 'keys.hour'],
  [12 * 3_600, 'keys.halfDay'],
  [36 * 3_600, 'keys.longest'],
]

interface TemporaryKeyProps {
  readonly keys: readonly AccessKeyJson[]
  readonly close: () => void
  readonly done: (secret: NewSecret) => void
}

export function TemporaryKey({ keys, close, done }: TemporaryKeyProps) {
  const create = async (fields: FormData): Promise<void> => {
    const key = fieldText(fields, 'key')
    const body = {
      ...(key !== '' && { key }),
      durationSeconds: Number(fieldText(fields, 'lifetime')),
      ...readLimits(fields),
    }
    const created = await post<z.infer<typeof temporaryKeySchema>>('keys/temporary', body)
    // Before the secret is shown, so that the focus goes back to what opened this dialog.
    close()
    done(created)
  }
  return (
    <FormDialog title={t('keys.temporary')} submitLabel={t('keys.create')} submit={create} close={close}>
      <p class="faint">{t('keys.temporaryText')}</p>
      <Choice label={t('keys.parent')} name="key">
        <option value="">{t('keys.main')}</option>
        {keys
          .filter(({ state }) => state === 'enabled')
          .map(({ secretId, name }) => (
            <option key={secretId} value={secretId}>{`${name} · ${secretId}`}</option>
          ))}
      </Choice>
      <Choice label={t('keys.lifetime')} name="lifetime">
        {LIFETIMES.map(([seconds, name]) => (
          <option key={seconds} value={seconds}>
            {t(name)}
          </option>
        ))}
      </Choice>
      <LimitFields isForMany={false} />
    </FormDialog>
  )
}
