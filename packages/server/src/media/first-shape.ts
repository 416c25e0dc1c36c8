import type { Stream } from 'node-av/lib'
import { claimedShape, type Described } from './frame-shape.ts'
import { openMedia, type OpenMedia } from './open-media.ts'
import { StreamDecoder } from './stream-decoder.ts'
import { kindOf } from './streams.ts'
import { PacketSource } from './timeline/packet-source.ts'

/** Formats without a header of the whole file: what FFmpeg says of a stream is what it saw last of the first seconds. */
const WITHOUT_HEADER: readonly string[] = ['mp3', 'aac', 'ac3', 'eac3', 'dts', 'mpegts', 'mpeg']
/** Packets that are tried. */
const MOST_PACKETS = 50

/** Returns the shape of a stream's first frame: a file may hold another recording behind a short one. */
export function firstShape(media: OpenMedia, stream: Stream): Described {
  const claimed = claimedShape(stream)
  if (kindOf(stream) !== 'audio' || !WITHOUT_HEADER.includes(media.formatName)) return claimed
  using again = openMedia(media.path)
  const same = again.format.streams[stream.index]
  if (!same) return claimed
  using source = new PacketSource(again, [same])
  using decoder = new StreamDecoder(same, { what: 'audio', threads: 1 })
  for (let packets = 0; packets < MOST_PACKETS && source.read(); packets++)
    for (const frame of decoder.decode(source.packet)) {
      const { format, sampleRate, channelLayout } = frame
      return { ...claimed, format, sampleRate, channelLayout }
    }
  return claimed
}
