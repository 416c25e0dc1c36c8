import type { z } from 'zod'
import type { objectPageSchema } from '../../../../server/src/api-schemas/objects.ts'
import { mayChange } from '../../api/session.ts'
import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { link } from '../../ui/links.ts'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { FolderActions, ObjectActions } from './object-actions.tsx'
import { countedBytes, countedObjects, type Usage } from './usage.tsx'

export type ObjectPage = z.infer<typeof objectPageSchema>

/** A folder is what begins alike up to a slash; the rest are objects. */
type Entry =
  | { readonly kind: 'folder'; readonly key: string }
  | ({ readonly kind: 'object' } & ObjectPage['objects'][number])

interface ObjectTableProps {
  readonly bucket: string
  readonly prefix: string
  readonly page: ObjectPage
  /** `undefined` until it is counted. */
  readonly usage: Usage | undefined
  readonly chosen: ReadonlySet<string>
  readonly choose: (key: string, isChosen: boolean) => void
  readonly reload: () => void
}

export function ObjectTable(props: ObjectTableProps) {
  const { prefixes, objects } = props.page
  const entries: readonly Entry[] = [
    ...prefixes.map((key) => ({ kind: 'folder' as const, key })),
    ...objects.map((object) => ({ kind: 'object' as const, ...object })),
  ]
  return (
    <Table label={t('storage.objects')} columns={columns(props)} rows={entries} keyOf={({ key }) => key} />
  )
}

function columns(props: ObjectTableProps): readonly Column<Entry>[] {
  const { bucket, usage, reload } = props
  return [
    { name: t('storage.name'), kind: 'wide', cell: (entry) => <EntryName entry={entry} {...props} /> },
    {
      name: t('storage.size'),
      kind: 'number',
      cell: (entry) => {
        if (entry.kind === 'object') return formatBytes(entry.bytes)
        const counted = countedIn(usage, entry.key)
        return counted ? countedBytes(counted) : '–'
      },
    },
    { name: t('storage.type'), cell: (entry) => (entry.kind === 'object' ? entry.contentType : '–') },
    {
      name: t('storage.modified'),
      cell: (entry) => <Time at={entry.kind === 'object' ? entry.modifiedAt : null} />,
    },
    {
      name: t('common.actions'),
      cell: (entry) =>
        entry.kind === 'object' ? (
          <ObjectActions bucket={bucket} objectKey={entry.key} reload={reload} />
        ) : (
          <FolderActions bucket={bucket} prefix={entry.key} reload={reload} />
        ),
    },
  ]
}

const countedIn = (usage: Usage | undefined, folder: string): Usage['prefixes'][number] | undefined =>
  usage?.prefixes.find(({ prefix }) => prefix === folder)

function EntryName({ entry, bucket, prefix, usage, chosen, choose }: { entry: Entry } & ObjectTableProps) {
  const { kind, key } = entry
  const name = key.slice(prefix.length) || key
  if (kind === 'folder') {
    const counted = countedIn(usage, key)
    return (
      <span class="entry">
        <a href={link(`/storage/${bucket}`, { prefix: key })}>{name}</a>
        {counted && <span class="faint">{countedObjects(counted)}</span>}
      </span>
    )
  }
  return (
    <span class="entry">
      {mayChange() && (
        <input
          type="checkbox"
          checked={chosen.has(key)}
          aria-label={t('storage.choose', { key })}
          onChange={({ currentTarget }) => choose(key, currentTarget.checked)}
        />
      )}
      <a href={link(`/storage/${bucket}`, { prefix, show: key })}>{name}</a>
    </span>
  )
}
