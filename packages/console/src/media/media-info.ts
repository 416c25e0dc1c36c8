import { useEffect, useState } from 'preact/hooks'
import { objectPath, send } from '../api/client.ts'
import { elementsOf, textOf } from '../api/xml-text.ts'
import type { ObjectHead } from './object-head.ts'

/** What the service finds out about sound or film. What there is none of is empty, or 0. */
export interface MediaInfo {
  readonly durationS: number
  /** kbit/s */
  readonly bitrate: number
  readonly video: {
    readonly codec: string
    readonly width: number
    readonly height: number
    readonly fps: number
  }
  readonly audio: { readonly codec: string }
}

/** Reads the answer of the protocol's `videoinfo`. */
export function parseMediaInfo(xml: string): MediaInfo {
  const part = (name: string): string => elementsOf(xml, name)[0] ?? ''
  const [format, video, audio] = [part('Format'), part('Video'), part('Audio')]
  const number = (from: string, name: string): number => Number(textOf(from, name)) || 0
  return {
    durationS: number(format, 'Duration'),
    bitrate: number(format, 'Bitrate'),
    video: {
      codec: textOf(video, 'CodecName'),
      width: number(video, 'Width'),
      height: number(video, 'Height'),
      fps: number(video, 'AvgFps') || number(video, 'Fps'),
    },
    audio: { codec: textOf(audio, 'CodecName') },
  }
}

/** `undefined` until it is known, and for what the service can't read, such as a playlist. */
export function useMediaInfo({ bucket, key, kind }: ObjectHead): MediaInfo | undefined {
  const [info, setInfo] = useState<MediaInfo>()
  useEffect(() => {
    setInfo(undefined)
    if (kind === 'playlist') return undefined
    const leaving = new AbortController()
    send(`${objectPath(bucket, key)}?ci-process=videoinfo`, { signal: leaving.signal })
      .then((answer) => answer.text())
      .then(
        (xml) => setInfo(parseMediaInfo(xml)),
        () => undefined,
      )
    return () => leaving.abort()
  }, [bucket, key, kind])
  return info
}
