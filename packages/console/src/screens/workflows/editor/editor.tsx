import { useLocation, useRoute } from 'preact-iso'
import type { z } from 'zod'
import type { bucketListSchema } from '../../../../../server/src/api-schemas/objects.ts'
import type {
  workflowDetailSchema,
  workflowNodeListSchema,
} from '../../../../../server/src/api-schemas/workflows.ts'
import { changed } from '../../../api/changes.ts'
import { patch, post } from '../../../api/client.ts'
import { useResource } from '../../../api/resource.ts'
import { mayChange } from '../../../api/session.ts'
import { isObject } from '../../../forms/elements.ts'
import type { TagList } from '../../../forms/tag-parameters.ts'
import { t } from '../../../i18n/language.ts'
import { Awaited } from '../../../ui/awaited.tsx'
import { link } from '../../../ui/links.ts'
import { Page } from '../../../ui/page.tsx'
import { newDraft, type Draft } from './draft.ts'
import { EditorForm } from './editor-form.tsx'

type Detail = z.infer<typeof workflowDetailSchema>

/** A workflow from nothing, or one that is there. */
export function WorkflowEditor() {
  const { id } = useRoute().params
  const { route } = useLocation()
  const workflow = useResource<Detail>(`workflows/${encodeURIComponent(id ?? '')}`, { off: id === undefined })
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets')
  const tags = useResource<TagList>('tags')
  const types = useResource<z.infer<typeof workflowNodeListSchema>>('workflow-nodes')
  const title = id === undefined ? t('editor.new') : t('editor.change', { name: workflow.data?.name ?? '' })
  const save = async (draft: Draft, bucket: string): Promise<void> => {
    const request = { MediaWorkflow: draft }
    const before = workflow.data
    const saved = before
      ? await patch<Detail>(`workflows/${before.id}`, { request, ifUpdatedAt: before.updatedAt })
      : await post<Detail>('workflows', { bucket, request })
    changed('workflows')
    route(link(`/workflows/${saved.id}`))
  }
  const initial = id === undefined ? newDraft() : workflow.data && draftOf(workflow.data)
  const isReady = initial && buckets.data && tags.data && types.data && mayChange()
  return (
    <Page title={title}>
      {!mayChange() && <p class="notice">{t('editor.readOnly')}</p>}
      <Awaited of={buckets} />
      {id !== undefined && <Awaited of={workflow} />}
      {isReady && (
        <EditorForm
          initial={initial}
          bucket={workflow.data?.bucket}
          buckets={buckets.data.buckets}
          tags={tags.data.tags}
          types={types.data.nodes}
          save={save}
        />
      )}
    </Page>
  )
}

/** The request is JSON that came as such. */
function draftOf({ request }: Detail): Draft {
  const all: unknown = JSON.parse(JSON.stringify(request['MediaWorkflow'] ?? {}))
  return isObject(all) ? all : newDraft()
}
