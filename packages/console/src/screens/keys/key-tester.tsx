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

/** Asks the service whether a key may do something. What is asked is in the address, without a token. */
export function KeyTester({ keys }: { keys: readonly AccessKeyJson[] }) {
  const { values, set } = useQueryState()
  const { id = '', action = 'cos:GetObject', bucket = '', object = '' } = values
  const token = useSignal('')
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets').data?.buckets ?? []
  const check = useResource<KeyCheckJson>(`keys/${encodeURIComponent(id)}/check`, {
    query: { action, bucket, key: object, token: token.value },
    off: id === '',
  })
  return (
    <Card title={t('keys.tester')}>
      <p class="faint">{t('keys.testerText')}</p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span>SecretId</span>
          <input
            value={id}
            list="known-keys"
            spellcheck={false}
            onChange={(event) => set({ id: event.currentTarget.value.trim() })}
          />
          <datalist id="known-keys">
            {keys.map(({ secretId, name }) => (
              <option key={secretId} value={secretId}>
                {name}
              </option>
            ))}
          </datalist>
        </label>
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
          options={[['', t('keys.noBucket')], ...buckets.map(({ name }) => [name, name] as const)]}
        />
        <label class="field">
          <span>{t('keys.object')}</span>
          <input
            value={object}
            spellcheck={false}
            onChange={(event) => set({ object: event.currentTarget.value })}
          />
        </label>
        {id.startsWith('AKIDTMP') && (
          <label class="field">
            <span>{t('keys.token')}</span>
            <input
              value={token.value}
              autocomplete="off"
              spellcheck={false}
              onChange={(event) => (token.value = event.currentTarget.value.trim())}
            />
          </label>
        )}
      </form>
      {id !== '' && <Awaited of={check} />}
      {check.data && <Verdict check={check.data} />}
    </Card>
  )
}

function Verdict({ check: { allowed, reason, statement, buckets } }: { check: KeyCheckJson }) {
  return (
    <div class={allowed ? 'notice' : 'notice bad'} role="status">
      <p>
        <strong>{t(allowed ? 'keys.mayDo' : 'keys.mayNot')}</strong> {t(REASONS[reason])}
      </p>
      {reason === 'other-bucket' && buckets && (
        <p>{t('keys.onlyReaches', { buckets: buckets.join(', ') })}</p>
      )}
      {statement && <pre class="wrapped">{JSON.stringify(statement, null, 2)}</pre>}
    </div>
  )
}
