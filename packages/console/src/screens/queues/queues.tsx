import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { queueListSchema, queueSchema } from '../../../../server/src/api-schemas/queues.ts'
import { changed } from '../../api/changes.ts'
import { patch } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Workers } from './workers.tsx'

type Queue = z.infer<typeof queueSchema>

export function Queues() {
  const queues = useResource<z.infer<typeof queueListSchema>>('queues', { topic: 'queues' })
  const rows = queues.data?.queues
  return (
    <Page title={t('queues.title')}>
      <Awaited of={queues} />
      {rows && rows.length > 0 && (
        <Table label={t('queues.list')} columns={columns()} rows={rows} keyOf={({ id }) => id} />
      )}
      {rows?.length === 0 && <Empty title={t('queues.none')} />}
      <Workers />
    </Page>
  )
}

function columns(): readonly Column<Queue>[] {
  return [
    {
      name: t('job.queue'),
      kind: 'wide',
      cell: ({ id, name, bucket, category, tags }) => (
        <>
          <a href={link('/jobs', { queue: id })} class="two-lines">
            <strong>{name}</strong>
            <span class="faint">
              {bucket} · {category}
            </span>
          </a>
          <small>
            {tags.length === 0 ? t('queues.noTags') : t('queues.tags', { tags: tags.join(', ') })}
          </small>
        </>
      ),
    },
    { name: t('jobs.state'), cell: ({ state }) => <StateBadge state={state} /> },
    {
      name: t('queues.waiting'),
      kind: 'number',
      cell: ({ id, waiting }) => (
        <a href={link('/jobs', { queue: id, state: 'Submitted' })}>{formatNumber(waiting)}</a>
      ),
    },
    { name: t('queues.running'), kind: 'number', cell: ({ running }) => formatNumber(running) },
    {
      name: t('queues.concurrent'),
      kind: 'number',
      cell: ({ maxConcurrent }) => formatNumber(maxConcurrent),
    },
    { name: t('queues.size'), kind: 'number', cell: ({ maxSize }) => formatNumber(maxSize) },
    ...(mayChange()
      ? [{ name: t('common.actions'), cell: (queue: Queue) => <QueueActions queue={queue} /> }]
      : []),
  ]
}

function QueueActions({ queue }: { queue: Queue }) {
  const isOpen = useSignal(false)
  const isPaused = queue.state === 'Paused'
  return (
    <span class="actions">
      <Action
        label={isPaused ? t('receivers.resume') : t('receivers.pause')}
        {...(!isPaused && {
          confirm: t('queues.pauseWhat', { name: queue.name, waiting: formatNumber(queue.waiting) }),
        })}
        run={async () => {
          await patch(`queues/${queue.id}`, { state: isPaused ? 'Active' : 'Paused' })
          changed('queues', 'jobs')
        }}
      />
      <button type="button" onClick={() => (isOpen.value = true)}>
        {t('queues.limits')}
      </button>
      {isOpen.value && <LimitsDialog queue={queue} close={() => (isOpen.value = false)} />}
    </span>
  )
}

function LimitsDialog({ queue, close }: { queue: Queue; close: () => void }) {
  const save = async (fields: FormData): Promise<void> => {
    await patch(`queues/${queue.id}`, {
      maxConcurrent: Number(fieldText(fields, 'concurrent')),
      maxSize: Number(fieldText(fields, 'size')),
    })
    changed('queues')
  }
  return (
    <FormDialog
      title={`${t('queues.limits')} · ${queue.name}`}
      submitLabel={t('common.save')}
      submit={save}
      close={close}
    >
      <TextField
        label={t('queues.concurrent')}
        name="concurrent"
        isNumber
        initial={String(queue.maxConcurrent)}
        isRequired
      />
      <TextField label={t('queues.size')} name="size" isNumber initial={String(queue.maxSize)} isRequired />
    </FormDialog>
  )
}
