import { AV_NOPTS_VALUE } from 'node-av/constants'
import { avRescaleQ } from 'node-av/lib'
import type { IRational, Packet, Stream } from 'node-av/lib'

/** Microseconds: the unit in which times of different streams are compared. */
export const MICROSECONDS = { num: 1, den: 1_000_000 } as const

/** Returns a time in ticks of a time base, rounded. */
export function toTicks(seconds: number, { num, den }: IRational): bigint {
  return BigInt(Math.round((seconds * den) / num))
}

export function toSeconds(ticks: bigint, { num, den }: IRational): number {
  return (Number(ticks) * num) / den
}

/** Returns when a packet is shown, or when it is decoded if that is all it says, in ticks; `AV_NOPTS_VALUE`: nothing. */
export function timeOf({ pts, dts }: Pick<Packet, 'pts' | 'dts'>): bigint {
  return pts === AV_NOPTS_VALUE ? dts : pts
}

/** Sets the times of a packet that has any to be earlier by some ticks. */
export function moveEarlier(packet: Packet, by: bigint): void {
  if (packet.pts !== AV_NOPTS_VALUE) packet.pts -= by
  if (packet.dts !== AV_NOPTS_VALUE) packet.dts -= by
}

/** Returns the time of a packet in microseconds; `undefined` if it has none. */
export function timeUs(packet: Packet, stream: Stream): bigint | undefined {
  const time = timeOf(packet)
  return time === AV_NOPTS_VALUE ? undefined : avRescaleQ(time, stream.timeBase, MICROSECONDS)
}
