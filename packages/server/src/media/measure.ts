import { openMedia, type OpenMedia } from './open-media.ts'
import { isPictureDemuxer, probeOpen } from './probe.ts'
import type { Probe } from './probe-shape.ts'
import { endNear, scanFile, type Scan } from './timeline/scan.ts'

/** A header claims something else where it is wrong by more than both, s and a share. */
const WRONG_S = 0.5
const WRONG_SHARE = 0.02

/**
 * Returns the metadata of a local media file, with the lengths that it has by its packets: headers may claim anything, or
 * nothing. `onStep` is called often.
 * @throws {MediaRefusal} when it is no media file, or a playlist.
 */
export async function measureFile(path: string, onStep: () => void): Promise<Probe> {
  using media = openMedia(path)
  const claimed = probeOpen(media)
  if (isPictureDemuxer(media.formatName) || isAsClaimed(media, claimed)) return claimed
  const timed = claimed.streams.flatMap(({ type, index }) => (isTimed(type) ? [index] : []))
  return withSpans(claimed, await scanFile(path, timed, onStep))
}

function isTimed(type: Probe['streams'][number]['type']): boolean {
  return type === 'video' || type === 'audio'
}

/** By the end of the stream that is claimed to be the longest. Tags of Matroska may say it, beside a header that lies. */
function isAsClaimed(media: OpenMedia, { streams, format }: Probe): boolean {
  if (format.durationS === undefined) return false
  const originS = format.startTimeS ?? 0
  const ends = streams
    .filter(({ type }) => isTimed(type))
    .map(({ index, startTimeS = originS, durationS = 0 }) => ({
      index,
      endS: startTimeS - originS + durationS,
    }))
  const [longest] = ends.toSorted((one, other) => other.endS - one.endS)
  if (longest === undefined) return true
  return !isWrong(format.durationS, longest.endS) && endNear(media, longest.index, longest.endS) !== undefined
}

function withSpans(probe: Probe, { spans, endS: measuredS }: Scan): Probe {
  const { format } = probe
  if (measuredS === 0 || !isWrong(format.durationS, measuredS)) return probe
  return {
    format: {
      ...format,
      durationS: measuredS,
      ...(format.durationS !== undefined && { claimedS: format.durationS }),
      bitRate: Math.round((format.bytes * 8) / measuredS),
    },
    streams: probe.streams.map((stream) => {
      const span = spans.get(stream.index)
      const ownS = span ? span.endS - Math.min(span.startS, span.endS) : 0
      return ownS > 0 && isWrong(stream.durationS, ownS) ? { ...stream, durationS: ownS } : stream
    }),
  }
}

function isWrong(claimedS: number | undefined, measuredS: number): boolean {
  if (claimedS === undefined) return true
  return Math.abs(claimedS - measuredS) > Math.max(WRONG_S, WRONG_SHARE * measuredS)
}
