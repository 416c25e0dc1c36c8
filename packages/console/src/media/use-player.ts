import { useEffect, useState } from 'preact/hooks'
import type { ObjectPlace } from './object-head.ts'

interface PlayerOptions<P> {
  readonly open: () => P
  /** Returns whether the key was one of the player's. */
  readonly handleKey: (player: P, event: KeyboardEvent) => boolean
}

/** A player of an input and its output, which the keys of the page control until it is closed. */
export function usePlayer<P extends { close(): void }>(
  before: ObjectPlace,
  after: ObjectPlace,
  { open, handleKey }: PlayerOptions<P>,
): P | undefined {
  const [player, setPlayer] = useState<P>()
  useEffect(() => {
    const opened = open()
    setPlayer(() => opened)
    const onKey = (event: KeyboardEvent): void => {
      if (handleKey(opened, event)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
      opened.close()
    }
  }, [before.bucket, before.key, after.bucket, after.key])
  return player
}
