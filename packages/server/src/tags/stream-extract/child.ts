import { z } from 'zod'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../../media/yield-to-event-loop.ts'
import { containerOf, isContainerName } from '../../media/containers.ts'
import { openMedia, type OpenMedia } from '../../media/open-media.ts'
import { PacketReader } from '../../media/read-packets.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { StreamCopier } from '../../media/convert/remux.ts'
import type { Stream } from 'node-av/lib'
import type { Extracted } from './params.ts'
import { codecNameOf, kindOf } from '../../media/streams.ts'

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  outputs: z
    .array(
      z.strictObject({
        streamIndex: z.int().nonnegative(),
        outputPath: z.string().min(1),
        /** Null: the one that the codec is at home in. */
        container: z.string().refine(isContainerName).nullable(),
      }),
    )
    .min(1),
})

/**
 * Copies single streams of a file into files of their own.
 * @throws {MediaRefusal} when there is no such stream, or its container can't hold it.
 */
export async function run(input: unknown, report: (percent: number) => void): Promise<Extracted> {
  const { inputPath, outputs } = inputSchema.parse(input)
  using media = openMedia(inputPath)
  const wanted = outputs.map(({ streamIndex, outputPath, container }) => {
    const { stream, kind } = findStream(media, streamIndex)
    return { stream, outputPath, container: container ?? containerOf(kind, codecNameOf(stream)) }
  })
  const streams = wanted.map(({ stream }) => stream)
  using reader = await PacketReader.open(media, { streams }, () => report(0))
  using opened = new DisposableStack()
  const copiers = wanted.map(({ stream, outputPath, container }) => ({
    stream,
    copier: opened.use(new StreamCopier(outputPath, container, [stream])),
  }))
  const yieldToEventLoop = createEventLoopYield(systemClock)
  for (const { packet, progress } of reader.packets()) {
    for (const { copier } of copiers) copier.write(packet, reader.originUs)
    report(progress * 100)
    await yieldToEventLoop()
  }
  for (const { stream, copier } of copiers) {
    if (copier.packets === 0)
      throw new MediaRefusal('ResourceNotSupported', `The stream ${stream.index} of the input is empty.`)
    copier.finish()
  }
  return { containers: wanted.map(({ container }) => container) }
}

function findStream({ format, formatName }: OpenMedia, index: number) {
  const stream: Stream | undefined = format.streams[index]
  const kind = stream && kindOf(stream)
  if (!stream || !kind) {
    throw new MediaRefusal(
      'InvalidArgument',
      `The input has no video, audio or subtitle stream of the Index ${index}.`,
    )
  }
  // The vendor's rule for this one format, whose sound is often one stream for each channel.
  if (formatName === 'mxf' && kind !== 'video') {
    throw new MediaRefusal('ResourceNotSupported', 'Only video streams can be extracted from an mxf file.')
  }
  return { stream, kind }
}
