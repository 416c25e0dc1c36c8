import { useSignal } from '@preact/signals'
import { useLocation } from 'preact-iso'
import type { z } from 'zod'
import type { startedExecutionSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { changed } from '../../api/changes.ts'
import { patch, post, remove } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { link } from '../../ui/links.ts'
import { ObjectChoice } from '../storage/object-choice.tsx'
import type { WorkflowDetail } from './describe-graph.ts'
import { prefixOf } from './start-node.ts'

/** What somebody who may change things can do with a workflow. */
export function WorkflowActions({ workflow }: { workflow: WorkflowDetail }) {
  const { route } = useLocation()
  const isTriggering = useSignal(false)
  const { id, name, state, bucket } = workflow
  const prefix = prefixOf(workflow.topology)
  const isActive = state === 'Active'
  return (
    <>
      <button type="button" class="primary" onClick={() => (isTriggering.value = true)}>
        {t('workflows.trigger')}
      </button>
      {prefix !== '' && (
        <a class="button" href={link(`/storage/${bucket}`, { prefix })}>
          {t('workflows.uploadTo', { prefix })}
        </a>
      )}
      <a class="button" href={link(`/workflows/${id}/edit`)}>
        {t('editor.edit')}
      </a>
      <Action
        label={isActive ? t('workflows.disable') : t('workflows.enable')}
        run={async () => {
          await patch(`workflows/${id}`, { state: isActive ? 'Paused' : 'Active' })
          changed('workflows')
        }}
      />
      <Action
        label={t('common.delete')}
        confirm={t('workflows.deleteWhat', { name })}
        isDangerous
        run={async () => {
          await remove(`workflows/${id}`)
          route(link('/workflows'))
        }}
      />
      {isTriggering.value && <TriggerDialog workflow={workflow} close={() => (isTriggering.value = false)} />}
    </>
  )
}

function TriggerDialog({ workflow, close }: { workflow: WorkflowDetail; close: () => void }) {
  const { route } = useLocation()
  const key = useSignal(prefixOf(workflow.topology))
  const submit = async (): Promise<void> => {
    const object = key.value
    const answer = await post<z.infer<typeof startedExecutionSchema>>(`workflows/${workflow.id}/trigger`, {
      object,
    })
    changed('workflows')
    route(link(`/runs/${answer.started}`))
  }
  return (
    <FormDialog
      title={`${t('workflows.trigger')} · ${workflow.name}`}
      submitLabel={t('workflows.trigger')}
      submit={submit}
      close={close}
    >
      <ObjectChoice bucket={workflow.bucket} value={key.value} choose={(next) => (key.value = next)} />
    </FormDialog>
  )
}
