import type { ComponentChildren } from 'preact'
import type { z } from 'zod'
import type { AccessKeyJson, temporaryKeySchema } from '../../../../server/src/api-schemas/keys.ts'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import type { NewSecret } from './secret-dialog.tsx'

/** What people want a key for, and the actions that this takes. */
const PURPOSES: Readonly<Record<string, { readonly name: MessageKey; readonly actions: readonly string[] }>> =
  {
    read: { name: 'keys.mayRead', actions: ['cos:GetObject', 'cos:HeadObject'] },
    write: {
      name: 'keys.mayWrite',
      actions: ['cos:PutObject', 'cos:PostObject', 'cos:*Upload*', 'cos:ListParts'],
    },
    list: { name: 'keys.mayList', actions: ['cos:GetBucket', 'cos:HeadBucket'] },
    delete: { name: 'keys.mayDelete', actions: ['cos:DeleteObject', 'cos:DeleteMultipleObjects'] },
    jobs: {
      name: 'keys.mayJobs',
      actions: ['ci:CreateMediaJobs', 'ci:DescribeMediaJob*', 'ci:CancelMediaJob'],
    },
  }

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
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const create = async (fields: FormData): Promise<void> => {
    const named = fieldText(fields, 'actions')
      .split(/[\s,]+/)
      .filter(Boolean)
    const chosen = Object.entries(PURPOSES).flatMap(([name, { actions }]) =>
      fields.has(name) ? actions : [],
    )
    const actions = [...chosen, ...named]
    const [bucket, key] = [fieldText(fields, 'bucket'), fieldText(fields, 'key')]
    const limits = { bucket, prefix: fieldText(fields, 'prefix'), ...(actions.length > 0 && { actions }) }
    const body = {
      ...(key !== '' && { key }),
      durationSeconds: Number(fieldText(fields, 'lifetime')),
      allow: limits,
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
      <Choice label={t('keys.bucket')} name="bucket">
        {buckets.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Choice>
      <TextField label={t('keys.prefix')} name="prefix" hint={t('keys.prefixHint')} />
      <fieldset class="choices">
        <legend>{t('keys.may')}</legend>
        {Object.entries(PURPOSES).map(([name, purpose]) => (
          <label key={name}>
            <input type="checkbox" name={name} /> {t(purpose.name)}
          </label>
        ))}
      </fieldset>
      <TextField label={t('keys.otherActions')} name="actions" hint={t('keys.otherActionsHint')} />
    </FormDialog>
  )
}

function Choice({ label, name, children }: { label: string; name: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name}>{children}</select>
    </label>
  )
}
