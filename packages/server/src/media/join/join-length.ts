import { openMedia } from '../open-media.ts'
import { scanFile } from '../timeline/scan.ts'
import type { Fragment, JoinOrder } from './join-order.ts'
import { bestStream } from '../streams.ts'

/**
 * Whether fragments are longer together than a join may be. Headers that claim so are checked: they may claim anything,
 * and the work would be that of hours.
 */
export async function isTooLong(
  { fragments, maxDurationS }: Pick<JoinOrder, 'fragments' | 'maxDurationS'>,
  onStep: () => void,
): Promise<boolean> {
  const claimedS = fragments.map((fragment) => within(claimedLength(fragment), fragment))
  if (sum(claimedS) <= maxDurationS) return false
  const measuredS: number[] = []
  for (const fragment of fragments) measuredS.push(within(await measuredLength(fragment, onStep), fragment))
  return sum(measuredS) > maxDurationS
}

function claimedLength({ path }: Fragment): number {
  using media = openMedia(path)
  return media.claimedS ?? 0
}

async function measuredLength({ path }: Fragment, onStep: () => void): Promise<number> {
  const { endS } = await scanFile(path, joinedStreams(path), onStep)
  return endS
}

function joinedStreams(path: string): readonly number[] {
  using media = openMedia(path)
  return (['video', 'audio'] as const).flatMap((kind) => bestStream(media.format, kind)?.index ?? [])
}

function within(lengthS: number, { startS = 0, durationS = Infinity }: Fragment): number {
  return Math.max(Math.min(lengthS - startS, durationS), 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
