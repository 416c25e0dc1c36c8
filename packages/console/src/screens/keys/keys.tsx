import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { AccessKeyJson, accessKeyListSchema } from '../../../../server/src/api-schemas/keys.ts'
import { patch, remove } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { isObject } from '../../forms/elements.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { Page } from '../../ui/page.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { CreateKey } from './create-key.tsx'
import { describePolicy } from './describe-policy.ts'
import { KeyTester } from './key-tester.tsx'
import { SecretDialog, type NewSecret } from './secret-dialog.tsx'
import { TemporaryKey } from './temporary-key.tsx'

export function Keys() {
  const keys = useResource<z.infer<typeof accessKeyListSchema>>('keys')
  const dialog = useSignal<'key' | 'temporary' | undefined>(undefined)
  const created = useSignal<NewSecret | undefined>(undefined)
  const rows = keys.data?.keys
  const close = (): void => {
    dialog.value = undefined
  }
  const done = (secret: NewSecret): void => {
    created.value = secret
    keys.reload()
  }
  const newKeys = mayChange() && (
    <>
      <button type="button" class="primary" onClick={() => (dialog.value = 'key')}>
        {t('keys.create')}
      </button>
      <button type="button" onClick={() => (dialog.value = 'temporary')}>
        {t('keys.temporary')}
      </button>
    </>
  )
  return (
    <Page title={t('keys.title')} actions={newKeys}>
      <p class="faint">{t('keys.text')}</p>
      <Awaited of={keys} />
      {rows && rows.length > 0 && (
        <Table
          label={t('keys.title')}
          columns={columns(keys.reload)}
          rows={rows}
          keyOf={({ secretId }) => secretId}
        />
      )}
      {rows?.length === 0 && <Empty title={t('keys.none')} />}
      <KeyTester keys={rows ?? []} />
      {dialog.value === 'key' && <CreateKey close={close} done={done} />}
      {dialog.value === 'temporary' && <TemporaryKey keys={rows ?? []} close={close} done={done} />}
      {created.value && <SecretDialog secret={created.value} close={() => (created.value = undefined)} />}
    </Page>
  )
}

function columns(reload: () => void): readonly Column<AccessKeyJson>[] {
  return [
    {
      name: t('keys.key'),
      kind: 'wide',
      cell: ({ name, secretId }) => (
        <span class="two-lines">
          <strong>{name}</strong>
          <code>{secretId}</code>
        </span>
      ),
    },
    { name: t('jobs.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { name: t('keys.buckets'), cell: ({ buckets }) => buckets?.join(', ') ?? t('common.allBuckets') },
    {
      name: t('keys.limits'),
      cell: ({ policy }) =>
        isObject(policy) ? (
          <ul class="plain wrapped">
            {describePolicy(policy).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : (
          t('keys.everything')
        ),
    },
    { name: t('keys.made'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    ...(mayChange()
      ? [
          {
            name: t('common.actions'),
            cell: (key: AccessKeyJson) => <KeyActions accessKey={key} reload={reload} />,
          },
        ]
      : []),
  ]
}

function KeyActions({
  accessKey: { secretId, state },
  reload,
}: {
  accessKey: AccessKeyJson
  reload: () => void
}) {
  const path = `keys/${encodeURIComponent(secretId)}`
  const isEnabled = state === 'enabled'
  return (
    <span class="actions">
      <Action
        label={isEnabled ? t('keys.disable') : t('keys.enable')}
        run={async () => {
          await patch(path, { state: isEnabled ? 'disabled' : 'enabled' })
          reload()
        }}
      />
      <Action
        label={t('common.delete')}
        confirm={t('keys.deleteWhat')}
        isDangerous
        run={async () => {
          await remove(path)
          reload()
        }}
      />
    </span>
  )
}
