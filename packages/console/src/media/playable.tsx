import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/language.ts'
import type { ObjectHead } from './object-head.ts'
import { playSource } from './play-source.ts'

/** A film or a playlist, with the controls of the browser. */
export function Playable({ object }: { object: ObjectHead }) {
  const element = useRef<HTMLVideoElement>(null)
  const isBroken = useSignal(false)
  useEffect(() => {
    isBroken.value = false
    return element.current ? playSource(element.current, object, () => (isBroken.value = true)) : undefined
  }, [object.bucket, object.key])
  return (
    <>
      <video ref={element} controls playsInline aria-label={object.key} />
      {isBroken.value && <p class="faint">{t('compare.notPlayed')}</p>}
    </>
  )
}
