import { useSignal } from '@preact/signals'
import { ApiError } from '../api/api-error.ts'

interface Request<A extends readonly unknown[]> {
  readonly isBusy: boolean
  /** Why the service refused it the last time. */
  readonly problem: string | undefined
  readonly send: (...given: A) => Promise<void>
}

/** What a button or a form asks of the service, once at a time. `run` rejects with ApiError when the service refuses it. */
export function useRequest<A extends readonly unknown[]>(run: (...given: A) => Promise<void>): Request<A> {
  const isBusy = useSignal(false)
  const problem = useSignal<string | undefined>(undefined)
  const send = async (...given: A): Promise<void> => {
    if (isBusy.value) return
    isBusy.value = true
    problem.value = undefined
    try {
      await run(...given)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error.message
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy: isBusy.value, problem: problem.value, send }
}
