import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { AccessKeyJson, KeyCheckJson } from '../../../../server/src/api-schemas/keys.ts'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { ACTIONS } from '../../../../server/src/protocol/auth/actions.ts'
import { useResource } from '../../api/resource.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { Card } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { TypedField } from '../../ui/typed-field.tsx'

const REASONS: Readonly<Record<KeyCheckJson['reason'], MessageKey>> = {
  unlimited: 'keys.because.unlimited',
  allowed: 'keys.because.allowed',
  denied: 'keys.because.denied',
  'not-mentioned': 'keys.because.notMentioned',
  'other-bucket': 'keys.because.otherBucket',
  disabled: 'keys.because.disabled',
  'unknown-key': 'keys.because.unknownKey',
  'token-missing': 'keys.because.tokenMissing',
  'token-wrong': 'keys.because.tokenWrong',
  'token-expired': 'keys.because.tokenExpired',
}

/** What is on no bucket. */
const OF_SERVICE = 'cos:GetService'
/** What is on an object, whose key has to be known. */
const OF_OBJECT = /Object|Part|MultipartUpload$/

/** Asks the service whether a key may do something. What is asked is in the address, without a token. */
export function KeyTester({ keys }: { keys: readonly AccessKeyJson[] }) {
  const { values, set } = useQueryState()
  const { id = '', action = 'cos:GetObject', object = '' } = values
  const token = useSignal('')
  const isTyping = useSignal(false)
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const usual = buckets.find(({ isDefault }) => isDefault) ?? buckets[0]
  const bucket = action === OF_SERVICE ? '' : (values['bucket'] ?? usual?.name ?? '')
  const isComplete = action === OF_SERVICE || (bucket !== '' && (object !== '' || !OF_OBJECT.test(action)))
  const check = useResource<KeyCheckJson>(`keys/${encodeURIComponent(id)}/check`, {
    query: { action, bucket, key: object, token: token.value },
    off: id === '' || !isComplete,
  })
  const onType = (): void => {
    isTyping.value = true
  }
  const take = (changes: Readonly<Record<string, string>>): void => {
    isTyping.value = false
    set(changes)
  }
  return (
    <Card title={t('keys.tester')}>
      <p class="faint">{t('keys.testerText')}</p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <TypedField
          {...{ label: 'SecretId', value: id, list: 'known-keys', onType }}
          onChange={(next) => take({ id: next })}
        />
        <datalist id="known-keys">
          {keys.map(({ secretId, name }) => (
            <option key={secretId} value={secretId}>
              {name}
            </option>
          ))}
        </datalist>
        <Select
          label={t('keys.action')}
          value={action}
          onChange={(next) => set({ action: next })}
          options={ACTIONS.map((each) => [each, each] as const)}
        />
        <Select
          label={t('keys.bucket')}
          value={bucket}
          onChange={(next) => set({ bucket: next })}
          options={
            action === OF_SERVICE
              ? [['', t('keys.noBucket')]]
              : buckets.map(({ name }) => [name, name] as const)
          }
        />
        <TypedField
          {...{ label: t('keys.object'), value: object, onType }}
          onChange={(next) => take({ object: next })}
        />
        {id.startsWith('AKIDTMP') && (
          <TypedField
            {...{ label: t('keys.token'), value: token.value, onType }}
            onChange={(next) => {
              isTyping.value = false
              token.value = next
            }}
          />
        )}
      </form>
      {id !== '' && !isComplete && <p class="faint">{t('keys.incomplete')}</p>}
      {id !== '' && isComplete && <Awaited of={check} />}
      {check.data && isComplete && !isTyping.value && <Verdict check={check.data} />}
    </Card>
  )
}

function Verdict({ check }: { check: KeyCheckJson }) {
  const { action, bucket, key, allowed, reason, statement, buckets } = check
  const place = bucket === null ? t('keys.noBucket') : `${bucket}/${key ?? ''}`
  return (
    <div class={allowed ? 'notice good' : 'notice bad'} role="status">
      <p>
        {t('keys.question', { action, place })} <strong>{t(allowed ? 'keys.mayDo' : 'keys.mayNot')}</strong>{' '}
        {t(REASONS[reason])}
      </p>
      {reason === 'other-bucket' && buckets && (
        <p>{t('keys.onlyReaches', { buckets: buckets.join(', ') })}</p>
      )}
      {statement && <pre class="wrapped">{JSON.stringify(statement, null, 2)}</pre>}
    </div>
  )
}
