import type { SourcePacket } from '../../media/read-packets.ts'

export type HeldPacket = Omit<SourcePacket, 'progress'>

/** A file may be interleaved badly: what is held back is limited. */
const MOST_BYTES = 32 * 2 ** 20

/** Packets that wait for those of another stream, in their order. */
export class HeldPackets implements Disposable {
  #held: HeldPacket[] = []
  #bytes = 0

  /** Takes a packet, which remains the caller's. */
  hold({ packet, stream, timeUs }: HeldPacket): void {
    const clone = packet.clone()
    if (!clone) throw new Error('no memory for a packet')
    this.#held.push({ packet: clone, stream, timeUs })
    this.#bytes += packet.size
  }

  /** Yields the packets up to a time, microseconds; each is valid until the next one is requested. */
  release(untilUs: bigint): Generator<HeldPacket> {
    const ready = this.#held.filter(({ timeUs = 0n }) => timeUs < untilUs)
    this.#held = this.#held.filter(({ timeUs = 0n }) => timeUs >= untilUs)
    return this.#give(ready)
  }

  /** Yields what is too much to be held. */
  releaseTooMany(): Generator<HeldPacket> {
    return this.#bytes > MOST_BYTES ? this.releaseAll() : this.#give([])
  }

  releaseAll(): Generator<HeldPacket> {
    return this.#give(this.#held.splice(0))
  }

  *#give(packets: readonly HeldPacket[]): Generator<HeldPacket> {
    for (const held of packets) {
      this.#bytes -= held.packet.size
      try {
        yield held
      } finally {
        held.packet.free()
      }
    }
  }

  [Symbol.dispose](): void {
    for (const { packet } of this.#held) packet.free()
    this.#held = []
  }
}
