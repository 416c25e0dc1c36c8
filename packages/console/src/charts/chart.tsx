import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../i18n/language.ts'
import { Minute } from '../ui/time.tsx'
import type { ChartProps } from './chart-props.ts'
import { ChartTable } from './chart-table.tsx'
import { dotPath, linePath, niceCeil } from './scale.ts'

/** Lines over time. What a pointer or the arrow keys choose is told in figures below, and all of it is a table on demand. */
export function Chart(props: ChartProps) {
  const { title, summary, from, stepS, series, format } = props
  const [at, setAt] = useState<number>()
  const last = Math.max(1, (series[0]?.values.length ?? 0) - 1)
  const max = niceCeil(Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0))))
  const timeOf = (index: number): string => new Date(from + index * stepS * 1_000).toISOString()
  const pointAt = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setAt(Math.round(Math.max(0, Math.min(1, (event.clientX - left) / width)) * last))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setAt((before) => Math.max(0, Math.min(last, before === undefined ? last : before + step)))
  }
  return (
    <figure class="card chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="faint">{summary}</p>
      </figcaption>
      <div class="axis faint" aria-hidden="true">
        <span>{format(max)}</span>
        <span>{format(0)}</span>
      </div>
      <div
        class="plot"
        role="group"
        tabIndex={0}
        aria-label={`${title}. ${t('chart.keys')}`}
        onPointerMove={pointAt}
        onPointerLeave={() => setAt(undefined)}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(undefined)}
      >
        <svg viewBox={`0 0 ${last} 100`} preserveAspectRatio="none" aria-hidden="true">
          {[0, 50, 100].map((y) => (
            <line key={y} class="grid" x1={0} x2={last} y1={y} y2={y} />
          ))}
          {series.map(({ name, tone, isDashed, values }) => (
            <Fragment key={name}>
              <path class={`line ${tone} ${isDashed ? 'dashed' : ''}`} d={linePath(values, max)} />
              <path class={`line dots ${tone}`} d={dotPath(values, max)} />
            </Fragment>
          ))}
          {at !== undefined && <line class="cursor" x1={at} x2={at} y1={0} y2={100} />}
        </svg>
      </div>
      <p class="times faint">
        <Minute at={timeOf(0)} />
        <Minute at={timeOf(Math.round(last / 2))} />
        <Minute at={timeOf(last)} />
      </p>
      <p class="legend" aria-live={at === undefined ? 'off' : 'polite'}>
        {at !== undefined && <Minute at={timeOf(at)} />}
        {series.map(({ name, tone, isDashed, values }) => (
          <span key={name} class={`key ${tone} ${isDashed ? 'dashed' : ''}`}>
            {name}
            {at !== undefined && <strong>{shown(values[at], format)}</strong>}
          </span>
        ))}
      </p>
      <ChartTable {...props} />
    </figure>
  )
}

const shown = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? '–' : format(value)
