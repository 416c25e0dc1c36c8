import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface DialogProps {
  readonly title: string
  readonly close: () => void
  /** For code and tables. */
  readonly isWide?: boolean
  readonly children: ComponentChildren
}

/** The browser keeps the focus in it, and Escape closes it. */
export function Dialog({ title, close, isWide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const isLeaving = useRef(false)
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => {
      isLeaving.current = true
      // One that is only taken away does not give the focus back to what opened it.
      dialog?.close()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={isWide ? 'wide-dialog' : ''}
      aria-label={title}
      onClose={() => isLeaving.current || close()}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  )
}
