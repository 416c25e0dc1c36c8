import type { ComponentChildren } from 'preact'
import { Problem } from './feedback.tsx'
import { useRequest } from './use-request.ts'

interface PageFormProps {
  readonly submitLabel: string
  /** Rejects with ApiError when the service refuses it, which is said then. */
  readonly submit: () => Promise<void>
  /** The fields. */
  readonly children: ComponentChildren
}

/** A form that a page consists of. It is sent once at a time. */
export function PageForm({ submitLabel, submit, children }: PageFormProps) {
  const { isBusy, problem, send } = useRequest(submit)
  return (
    <form
      class="try"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {children}
      <Problem text={problem} />
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {submitLabel}
        </button>
      </div>
    </form>
  )
}
