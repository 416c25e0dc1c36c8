import { useSignal } from '@preact/signals'
import type { CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'

interface ReplayProps {
  readonly callback: Pick<CallbackJson, 'id' | 'state' | 'attempts'>
  readonly done: () => void
}

/** Makes the next attempt of a callback now, and says that it is made until it is over. */
export function Replay({ callback: { id, state, attempts }, done }: ReplayProps) {
  /** How many attempts there were when it was sent again. */
  const attemptsBefore = useSignal<number | undefined>(undefined)
  const replay = async (): Promise<void> => {
    await post('callbacks/replay', { ids: [id] })
    attemptsBefore.value = attempts
    changed('callbacks')
    done()
  }
  // What is paused or parked is sent only when its receiver is resumed.
  const isHeld = state === 'paused' || state === 'parked'
  const isSending = attemptsBefore.value === attempts && !isHeld
  return (
    <Action
      label={t('callback.replay')}
      run={replay}
      busyLabel={isSending ? t('callback.sending') : undefined}
    />
  )
}
