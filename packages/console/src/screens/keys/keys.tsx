import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type {
  AccessKeyJson,
  accessKeyListSchema,
  createdKeySchema,
} from '../../../../server/src/api-schemas/keys.ts'
import { patch, post, remove } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

type CreatedKey = z.infer<typeof createdKeySchema>

export function Keys() {
  const keys = useResource<z.infer<typeof accessKeyListSchema>>('keys')
  const isCreating = useSignal(false)
  const created = useSignal<CreatedKey | undefined>(undefined)
  const rows = keys.data?.keys
  const newKey = mayChange() && (
    <button type="button" class="primary" onClick={() => (isCreating.value = true)}>
      {t('keys.create')}
    </button>
  )
  return (
    <Page title={t('keys.title')} actions={newKey}>
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
      {isCreating.value && (
        <CreateDialog
          close={() => (isCreating.value = false)}
          done={(key) => {
            created.value = key
            keys.reload()
          }}
        />
      )}
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
    { name: t('keys.buckets'), cell: ({ buckets }) => buckets?.join(', ') ?? t('receivers.allBuckets') },
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

function CreateDialog({ close, done }: { close: () => void; done: (key: CreatedKey) => void }) {
  const create = async (fields: FormData): Promise<void> => {
    const buckets = fieldText(fields, 'buckets')
      .split(/[\s,]+/)
      .filter(Boolean)
    const body = { name: fieldText(fields, 'name'), buckets: buckets.length > 0 ? buckets : null }
    done(await post<CreatedKey>('keys', body))
  }
  return (
    <FormDialog title={t('keys.create')} submitLabel={t('keys.create')} submit={create} close={close}>
      <TextField label={t('keys.name')} name="name" isRequired />
      <TextField label={t('keys.onlyBuckets')} name="buckets" hint={t('keys.onlyBucketsHint')} />
    </FormDialog>
  )
}

/** The only time that the secret is shown. */
function SecretDialog({ secret: { secretId, secretKey }, close }: { secret: CreatedKey; close: () => void }) {
  return (
    <Dialog title={t('keys.secret')} close={close}>
      <p>{t('keys.secretOnce')}</p>
      <CodeBlock label={t('keys.secret')} text={`SecretId=${secretId}\nSecretKey=${secretKey}`} copies />
      <div class="actions">
        <button type="button" class="primary" onClick={close}>
          {t('common.done')}
        </button>
      </div>
    </Dialog>
  )
}
