import { createHash } from 'node:crypto'
import { VIEW_FORMAT } from '../../media/sound-view/view-layout.ts'
import type { NamedBlob } from '../../storage/storage.ts'

/** What is looked at: the sound of an object, or what it has more than that of another. */
export type ViewSource =
  | { readonly kind: 'view'; readonly blob: NamedBlob }
  | { readonly kind: 'difference'; readonly before: NamedBlob; readonly after: NamedBlob }

export function blobsOf(source: ViewSource): readonly NamedBlob[] {
  return source.kind === 'view' ? [source.blob] : [source.before, source.after]
}

/** The same for the same bytes, in all processes: 32 hex digits. */
export function viewIdOf(source: ViewSource): string {
  const named = [VIEW_FORMAT, source.kind, ...blobsOf(source).map(({ id }) => id)].join(' ')
  return createHash('sha256').update(named).digest('hex').slice(0, 32)
}
