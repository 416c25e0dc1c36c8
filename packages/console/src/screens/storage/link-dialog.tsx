import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { accessKeyListSchema } from '../../../../server/src/api-schemas/keys.ts'
import type { linkSchema } from '../../../../server/src/api-schemas/objects.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { formatTime } from '../../i18n/format.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Problem } from '../../ui/feedback.tsx'
import { Select } from '../../ui/select.tsx'
import { useRequest } from '../../ui/use-request.ts'

type Link = z.infer<typeof linkSchema>

/** s */
const LIFETIMES: readonly (readonly [seconds: string, name: MessageKey])[] = [
  ['300', 'link.minutes'],
  ['3600', 'link.hour'],
  ['86400', 'link.day'],
  ['604800', 'link.week'],
]

interface LinkDialogProps {
  readonly bucket: string
  readonly objectKey: string
  readonly close: () => void
}

/** Makes a link that needs no key, for a time, signed with a key that reaches the bucket. */
export function LinkDialog({ bucket, objectKey, close }: LinkDialogProps) {
  const keys = useResource<z.infer<typeof accessKeyListSchema>>('keys').data?.keys ?? []
  const usable = keys.filter(
    ({ state, buckets }) => state === 'enabled' && (buckets === null || buckets.includes(bucket)),
  )
  const lifetime = useSignal('3600')
  const method = useSignal<'GET' | 'PUT'>('GET')
  const secretId = useSignal('')
  const made = useSignal<Link | undefined>(undefined)
  const change = (set: () => void): void => {
    set()
    made.value = undefined
  }
  const { problem, send: make } = useRequest(async () => {
    made.value = await post<Link>('objects/sign', {
      ...{ bucket, key: objectKey, method: method.value, expiresSeconds: Number(lifetime.value) },
      ...(secretId.value !== '' && { secretId: secretId.value }),
    })
  })
  return (
    <Dialog title={t('link.title')} close={close}>
      <p class="faint">{objectKey}</p>
      <Select
        label={t('link.method')}
        value={method.value}
        onChange={(value) => change(() => (method.value = value === 'PUT' ? 'PUT' : 'GET'))}
        options={[
          ['GET', t('link.read')],
          ['PUT', t('link.write')],
        ]}
      />
      <Select
        label={t('link.lifetime')}
        value={lifetime.value}
        onChange={(value) => change(() => (lifetime.value = value))}
        options={LIFETIMES.map(([seconds, name]) => [seconds, t(name)])}
      />
      <Select
        label={t('link.key')}
        value={secretId.value}
        onChange={(value) => change(() => (secretId.value = value))}
        options={[
          ['', t('link.mainKey')],
          ...usable.map(({ secretId: id, name }) => [id, `${name} · ${id}`] as const),
        ]}
      />
      <p class="faint">{t('link.hint')}</p>
      <Problem text={problem} />
      {made.value && (
        <>
          <CodeBlock label={t('link.title')} text={location.origin + made.value.path} copies />
          <p class="faint">{t('link.until', { time: formatTime(made.value.expiresAt) })}</p>
        </>
      )}
      <div class="actions">
        <button type="button" class="primary" onClick={() => void make()}>
          {t('link.make')}
        </button>
        <button type="button" onClick={close}>
          {t('common.back')}
        </button>
      </div>
    </Dialog>
  )
}
