import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/language.ts'
import { useMediaInfo } from '../media/media-info.ts'
import type { ObjectHead } from '../media/object-head.ts'
import { playSource } from '../media/play-source.ts'
import { usePlayer } from '../media/use-player.ts'
import { Card } from '../ui/page.tsx'
import { FactsTable } from './facts-table.tsx'
import { filmFacts, type Seen } from './film-facts.ts'
import { FilmControls } from './film-controls.tsx'
import { handleFilmKey } from './film-keys.ts'
import { FilmPair, type Side } from './film-pair.ts'
import { Layers } from './layers.tsx'
import { useViewMode, ViewModes } from './view-mode.tsx'

interface FilmComparisonProps {
  readonly before: ObjectHead
  readonly after: ObjectHead
}

/** An input and its output, played in step at one place. */
export function FilmComparison(props: FilmComparisonProps) {
  const { before, after } = props
  const films = usePlayer(before, after, { open: () => new FilmPair(), handleKey: handleFilmKey })
  return (
    <Card title={t('compare.title')}>
      {films && <Films films={films} {...props} />}
      <p class="faint">{t('compare.filmKeys')}</p>
    </Card>
  )
}

function Films({ films, before, after }: FilmComparisonProps & { films: FilmPair }) {
  const [mode, choose] = useViewMode('side')
  const isAmplified = useSignal(false)
  const seen = {
    before: useSignal<Seen | undefined>(undefined),
    after: useSignal<Seen | undefined>(undefined),
  }
  const { width = 16, height = 9 } = seen.before.value ?? {}
  const infos = { before: useMediaInfo(before), after: useMediaInfo(after) }
  const fps = [infos.before, infos.after].map((info) => info?.video.fps ?? 0).find((each) => each > 0)
  useEffect(() => {
    if (fps) films.fps = fps
  }, [films, fps])
  const film = (side: Side, object: ObjectHead) => (
    <Film films={films} side={side} object={object} onSeen={(found) => (seen[side].value = found)} />
  )
  return (
    <>
      <ViewModes mode={mode} choose={choose} isAmplified={isAmplified} />
      <Layers
        mode={mode}
        ratio={height > 0 ? width / height : 16 / 9}
        shows={films.chosen.value}
        isAmplified={isAmplified.value}
        before={film('before', before)}
        after={film('after', after)}
      />
      <FilmControls films={films} />
      <FactsTable
        facts={filmFacts({ before, after }, infos, { before: seen.before.value, after: seen.after.value })}
      />
    </>
  )
}

interface FilmProps {
  readonly films: FilmPair
  readonly side: Side
  readonly object: ObjectHead
  readonly onSeen: (seen: Seen) => void
}

function Film({ films, side, object, onSeen }: FilmProps) {
  const element = useRef<HTMLVideoElement>(null)
  const isBroken = useSignal(false)
  useEffect(() => {
    const film = element.current
    if (!film) return undefined
    const leave = films.add(side, film)
    const stop = playSource(film, object, () => (isBroken.value = true))
    return () => {
      leave()
      stop()
    }
  }, [films, side, object.bucket, object.key])
  return (
    <>
      <video
        ref={element}
        playsInline
        preload="auto"
        aria-label={object.key}
        onLoadedMetadata={({ currentTarget: { videoWidth: width, videoHeight: height, duration } }) =>
          onSeen({ width, height, durationS: Number.isFinite(duration) ? duration : 0 })
        }
      />
      {isBroken.value && <p class="layer-problem">{t('compare.notPlayed')}</p>}
    </>
  )
}
