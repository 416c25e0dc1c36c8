import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { ApiError } from '../api/api-error.ts'
import { Problem } from './feedback.tsx'

interface PageFormProps {
  readonly submitLabel: string
  /** Rejects with ApiError when the service refuses it, which is said then. */
  readonly submit: () => Promise<void>
  /** The fields. */
  readonly children: ComponentChildren
}

/** A form that a page consists of. It is sent once at a time. */
export function PageForm({ submitLabel, submit, children }: PageFormProps) {
  const problem = useSignal<string | undefined>(undefined)
  const isBusy = useSignal(false)
  const send = async (): Promise<void> => {
    problem.value = undefined
    isBusy.value = true
    try {
      await submit()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error.message
    } finally {
      isBusy.value = false
    }
  }
  return (
    <form
      class="try"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy.value) void send()
      }}
    >
      {children}
      <Problem text={problem.value} />
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={isBusy.value}>
          {submitLabel}
        </button>
      </div>
    </form>
  )
}
