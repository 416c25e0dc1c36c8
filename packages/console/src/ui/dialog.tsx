import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

interface DialogProps {
  readonly title: string
  readonly close: () => void
  /** For code and tables. */
  readonly isWide?: boolean
  readonly children: ComponentChildren
}

/** The browser keeps the focus in it, and Escape closes it. */
export function Dialog({ title, close, isWide = false, children }: DialogProps) {
  const opened = useRef(false)
  const open = (dialog: HTMLDialogElement | null): void => {
    if (!dialog || opened.current) return
    opened.current = true
    dialog.showModal()
  }
  return (
    <dialog ref={open} class={isWide ? 'wide-dialog' : ''} aria-label={title} onClose={close}>
      <h2>{title}</h2>
      {children}
    </dialog>
  )
}
