import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { IRational, Packet } from 'node-av/lib'

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
