import type { ComponentChildren } from 'preact'
import { useRoute } from 'preact-iso'
import { useEffect, useRef } from 'preact/hooks'
import { addressOf } from '../api/address.ts'
import { useArrival } from './arrival.ts'
import { useKeptFocus } from './kept-focus.ts'

interface PageProps {
  readonly title: string
  /** Beside the title. */
  readonly actions?: ComponentChildren
  readonly children?: ComponentChildren
}

export function Page({ title, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const screen = useRef<HTMLElement>(null)
  // Not of the location, which changes while a screen stays until the next one is loaded.
  const { path, query } = useRoute()
  useArrival(heading, addressOf(path, query))
  useKeptFocus(screen)
  useEffect(() => {
    document.title = `${title} · Lemnis`
  }, [title])
  return (
    <main ref={screen} class="page" id="main" tabIndex={-1}>
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </main>
  )
}

export function Card({ title, actions, children }: PageProps) {
  return (
    <section class="card" aria-label={title}>
      <header class="card-head">
        <h2>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
