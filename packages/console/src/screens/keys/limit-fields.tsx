import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { z } from 'zod'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { ApiError } from '../../api/api-error.ts'
import { useResource } from '../../api/resource.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { fieldText, TextField } from '../../ui/form-dialog.tsx'

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

/** Stands for several buckets, whose names are typed. */
const SEVERAL = '*'

interface LimitFieldsProps {
  /** Whether all buckets can be chosen, and several. */
  readonly isForMany: boolean
}

/** The fields that limit a key: a bucket, the beginning of keys, and actions. */
export function LimitFields({ isForMany }: LimitFieldsProps) {
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const bucket = useSignal(isForMany ? '' : undefined)
  const isEverything = useSignal(true)
  const hasLimits = bucket.value !== '' && bucket.value !== SEVERAL
  return (
    <>
      <Choice label={t('keys.bucket')} name="bucket" choose={(value) => (bucket.value = value)}>
        {isForMany && <option value="">{t('common.allBuckets')}</option>}
        {buckets.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
        {isForMany && <option value={SEVERAL}>{t('keys.several')}</option>}
      </Choice>
      {bucket.value === SEVERAL && (
        <TextField label={t('keys.onlyBuckets')} name="buckets" isRequired hint={t('keys.onlyBucketsHint')} />
      )}
      {hasLimits && (
        <>
          <TextField label={t('keys.prefix')} name="prefix" hint={t('keys.prefixHint')} />
          <fieldset class="choices">
            <legend>{t('keys.may')}</legend>
            {([true, false] as const).map((isAll) => (
              <label key={String(isAll)}>
                <input
                  type="radio"
                  name="rights"
                  checked={isEverything.value === isAll}
                  onChange={() => (isEverything.value = isAll)}
                />{' '}
                {t(isAll ? 'keys.everything' : 'keys.onlyThese')}
              </label>
            ))}
          </fieldset>
          {!isEverything.value && <Actions />}
        </>
      )}
    </>
  )
}

function Actions() {
  const hint = useId()
  return (
    <>
      <fieldset class="choices" aria-describedby={hint}>
        <legend>{t('keys.actions')}</legend>
        {Object.entries(PURPOSES).map(([name, purpose]) => (
          <label key={name}>
            <input type="checkbox" name={name} /> {t(purpose.name)}
          </label>
        ))}
        <small id={hint} class="faint">
          {t('keys.actionsHint')}
        </small>
      </fieldset>
      <TextField label={t('keys.otherActions')} name="actions" hint={t('keys.otherActionsHint')} />
    </>
  )
}

/** What the service is sent of the fields. Throws ApiError when actions were to be chosen and none was. */
export function readLimits(fields: FormData): object {
  const bucket = fieldText(fields, 'bucket')
  if (bucket === '') return {}
  if (bucket === SEVERAL) return { buckets: wordsOf(fieldText(fields, 'buckets')) }
  const prefix = fieldText(fields, 'prefix')
  // The field of other actions is there when not everything was chosen.
  if (!fields.has('actions')) return { allow: { bucket, prefix } }
  const chosen = Object.entries(PURPOSES).flatMap(([name, { actions }]) => (fields.has(name) ? actions : []))
  const actions = [...chosen, ...wordsOf(fieldText(fields, 'actions'))]
  if (actions.length === 0) throw new ApiError(0, 'invalid_argument', t('keys.chooseActions'))
  return { allow: { bucket, prefix, actions } }
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean)

interface ChoiceProps {
  readonly label: string
  readonly name: string
  readonly choose?: (value: string) => void
  readonly children: ComponentChildren
}

export function Choice({ label, name, choose, children }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name} onChange={({ currentTarget }) => choose?.(currentTarget.value)}>
        {children}
      </select>
    </label>
  )
}
