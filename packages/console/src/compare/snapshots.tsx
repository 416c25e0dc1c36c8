import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { objectPath } from '../api/client.ts'
import { formatClock, formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import type { ObjectHead } from '../media/object-head.ts'
import { playSource } from '../media/play-source.ts'
import type { JobDetailJson } from '../../../server/src/api-schemas/jobs.ts'
import { Card } from '../ui/page.tsx'
import { readSnapshotParams, spriteKeys, timeOf } from './snapshot-params.ts'
import { SpriteSheet } from './sprite-sheet.tsx'

type Output = JobDetailJson['outputs'][number]

/** Pictures and sheets that are shown until more are asked for. */
const PAGE = { pictures: 60, sheets: 4 } as const

interface SnapshotsProps {
  readonly job: JobDetailJson
  readonly film: ObjectHead
}

/** The pictures that were taken of a film, and the film, which goes to where each was taken. */
export function Snapshots({ job, film }: SnapshotsProps) {
  const element = useRef<HTMLVideoElement>(null)
  const duration = useSignal(0)
  const params = readSnapshotParams(job)
  const sheetKeys = spriteKeys(job)
  const sheets = job.outputs.filter(({ object }) => sheetKeys.has(object))
  const pictures = job.outputs.filter(({ object }) => !sheetKeys.has(object))
  const timeAt = (number: number): number | undefined => params && timeOf(number, params, duration.value)
  const go = (seconds: number): void => {
    if (element.current) element.current.currentTime = seconds
  }
  useEffect(() => {
    if (!element.current) return undefined
    return playSource(element.current, film, () => undefined)
  }, [film.bucket, film.key])
  return (
    <Card title={t('compare.snapshots', { count: formatNumber(job.outputs.length) })}>
      <video
        ref={element}
        class="film"
        controls
        playsInline
        aria-label={film.key}
        onDurationChange={({ currentTarget: { duration: s } }) =>
          (duration.value = Number.isFinite(s) ? s : 0)
        }
      />
      <Pictures pictures={pictures} timeAt={timeAt} go={go} />
      {params?.sprite && <Sheets sheets={sheets} layout={params.sprite} timeAt={timeAt} go={go} />}
    </Card>
  )
}

interface Timed {
  /** Of the picture of a number; `undefined` where it is not known. */
  readonly timeAt: (number: number) => number | undefined
  /** Moves the film. */
  readonly go: (seconds: number) => void
}

function Pictures({ pictures, timeAt, go }: Timed & { pictures: readonly Output[] }) {
  const shown = useSignal<number>(PAGE.pictures)
  return (
    <>
      <ul class="snapshots">
        {pictures.slice(0, shown.value).map(({ bucket, object }, number) => {
          const at = timeAt(number)
          const name = at === undefined ? `#${number + 1}` : formatClock(at, 1)
          const picture = <img src={objectPath(bucket, object)} alt={object} loading="lazy" />
          return (
            <li key={object}>
              {at === undefined ? (
                picture
              ) : (
                <button type="button" aria-label={t('compare.goTo', { time: name })} onClick={() => go(at)}>
                  {picture}
                </button>
              )}
              <span class="clock">{name}</span>
            </li>
          )
        })}
      </ul>
      {pictures.length > shown.value && <More show={() => (shown.value += PAGE.pictures)} />}
    </>
  )
}

interface SheetsProps extends Timed {
  readonly sheets: readonly Output[]
  readonly layout: NonNullable<ReturnType<typeof readSnapshotParams>>['sprite'] & {}
}

function Sheets({ sheets, layout, ...timed }: SheetsProps) {
  const shown = useSignal<number>(PAGE.sheets)
  const cells = layout.columns * layout.lines
  return (
    <>
      {sheets.slice(0, shown.value).map(({ bucket, object }, sheet) => (
        <SpriteSheet
          key={object}
          source={objectPath(bucket, object)}
          name={object}
          layout={layout}
          timeAt={(cell) => timed.timeAt(sheet * cells + cell)}
          go={timed.go}
        />
      ))}
      {sheets.length > shown.value && <More show={() => (shown.value += PAGE.sheets)} />}
    </>
  )
}

function More({ show }: { show: () => void }) {
  return (
    <button type="button" onClick={show}>
      {t('compare.more')}
    </button>
  )
}
