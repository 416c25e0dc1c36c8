import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

interface TabsProps {
  readonly label: string
  readonly tabs: readonly string[]
  readonly chosen: string
  readonly choose: (tab: string) => void
  readonly children: ComponentChildren
}

/** Tabs with the keys that people expect: arrows go from one to the next. */
export function Tabs({ label, tabs, chosen, choose, children }: TabsProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
    if (step === undefined) return
    const at = (tabs.indexOf(chosen) + step + tabs.length) % tabs.length
    choose(tabs[at] ?? chosen)
    list.current?.querySelectorAll('button')[at]?.focus()
  }
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            aria-selected={tab === chosen}
            aria-controls={id}
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => choose(tab)}
          >
            {tab}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={id} aria-label={chosen} tabIndex={0}>
        {children}
      </div>
    </div>
  )
}
