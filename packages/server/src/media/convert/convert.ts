import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { FormatContext, Packet, Stream } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import type { Conversion } from './conversion.ts'
import { CopiedStream } from './copied-stream.ts'
import { EncodedStream, type Encoding } from './encoded-stream.ts'
import { fileMetadata, streamMetadata } from './metadata.ts'
import { firstShape } from '../first-shape.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { OutputFile } from './output-file.ts'
import { MediaRefusal, inputTooLong } from '../refusal.ts'
import { PacketSource } from '../timeline/packet-source.ts'
import { isLongerThan } from '../timeline/scan.ts'
import { seekBefore } from '../timeline/seek.ts'
import { bestStream, kindOf } from '../streams.ts'
import { moveEarlier, toTicks } from '../ticks.ts'

export interface Converted {
  /** Seconds up to which the output has frames. */
  readonly durationS: number
  /** Frames, or copied packets. */
  readonly videoFrames: number
  readonly audioFrames: number
}

type Pipeline = EncodedStream | CopiedStream

interface Job {
  readonly source: OpenMedia
  readonly output: OutputFile
  readonly conversion: Conversion
  /** Seconds of the output, if known. */
  readonly expectedS: number | undefined
}

/**
 * Converts a file like FFmpeg's own program. Streams are decoded, filtered, encoded and muxed packet by packet, so
 * that memory does not grow with the length.
 * @throws {MediaRefusal} when the input is at fault.
 */
export async function convert(conversion: Conversion, report: (percent: number) => void): Promise<Converted> {
  using opened = new DisposableStack()
  const source = opened.use(openMedia(conversion.inputPath))
  const output = opened.use(openOutput(source, conversion))
  const job = { source, output, conversion, expectedS: expectedLength(source, conversion) }
  const video = openPipeline(job, 'video')
  if (video) opened.use(video)
  const audio = openPipeline(job, 'audio')
  if (audio) opened.use(audio)
  const pipelines = [video, audio].filter((pipeline) => pipeline !== undefined)
  if (pipelines.length === 0) throw nothingToConvert(conversion)
  await assertNotTooLong(job, pipelines, report)
  output.begin()
  const lengthS = await pump(job, pipelines, report)
  if (pipelines.every(({ frames }) => frames === 0)) throw nothingFound(conversion, lengthS)
  // Its muxer divides by the length of each stream.
  if (conversion.muxer === 'dash' && pipelines.some(({ frames }) => frames === 0))
    throw refusal(
      `The input has no ${video?.frames === 0 ? 'picture' : 'sound'} in the time that is asked for, and dash can't be without.`,
    )
  output.finish()
  return {
    durationS: Math.max(...pipelines.map(({ reachedS }) => reachedS)),
    videoFrames: video?.frames ?? 0,
    audioFrames: audio?.frames ?? 0,
  }
}

/** Before the work of hours. */
async function assertNotTooLong(
  { source, conversion }: Job,
  pipelines: readonly Pipeline[],
  report: (percent: number) => void,
): Promise<void> {
  const { startS = 0, durationS = Infinity, maxDurationS } = conversion
  if (durationS <= maxDurationS) return
  const streams = pipelines.map((pipeline) => pipeline.source.index)
  const limitS = startS + maxDurationS
  if (await isLongerThan(source, { streams, limitS }, () => report(0))) throw inputTooLong(maxDurationS)
}

/**
 * Reads the file once, from the requested start, and passes each packet to its pipeline. Returns how far the file goes,
 * seconds from its beginning.
 */
async function pump(
  job: Job,
  pipelines: readonly Pipeline[],
  report: (percent: number) => void,
): Promise<number> {
  const { source: media, conversion } = job
  const { startS = 0 } = conversion
  const streams = pipelines.map(({ source }) => source)
  using source = new PacketSource(media, streams)
  const seek = { media, streams: streams.map(({ index }) => index), timeS: startS }
  await seekBefore(source, seek, () => report(0))
  // What a stream says of itself is fetched from FFmpeg each time.
  const routes = new Map(
    pipelines.map((pipeline) => {
      const { timeBase } = pipeline.source
      return [
        pipeline.source,
        { pipeline, shift: toTicks(startS, timeBase), tickS: timeBase.num / timeBase.den },
      ]
    }),
  )
  const yieldToEventLoop = createEventLoopYield(systemClock)
  let lengthS = 0
  while (pipelines.some(({ isDone }) => !isDone)) {
    const stream = source.read()
    if (!stream) break
    const route = routes.get(stream)
    if (!route) continue
    const { pipeline, tickS } = route
    lengthS = Math.max(lengthS, endOf(source.packet, tickS))
    if (!pipeline.isDone) {
      if (route.shift !== 0n) moveEarlier(source.packet, route.shift)
      for (const _ of pipeline.take(source.packet, source.described(stream))) {
        assertWithinLimit(pipeline.reachedS, conversion)
        report(percentDone(job, pipelines, source.packet))
        await yieldToEventLoop()
      }
      assertWithinLimit(pipeline.reachedS, conversion)
    }
    report(percentDone(job, pipelines, source.packet))
    await yieldToEventLoop()
  }
  for (const pipeline of pipelines) {
    for (const _ of pipeline.finish()) {
      report(99)
      await yieldToEventLoop()
    }
  }
  return lengthS
}

function openPipeline(job: Job, kind: 'video' | 'audio'): Pipeline | undefined {
  const { source, output, conversion } = job
  const plan = conversion[kind]
  const stream = plan && findStream(source.format, kind, conversion[`${kind}Stream`])
  if (!stream) return undefined
  const metadata = conversion.dropsMetadata ? undefined : streamMetadata(stream)
  const { startS = 0, durationS, threads } = conversion
  if (plan.kind === 'copy') return new CopiedStream(stream, output, { durationS, metadata })
  const encoding: Encoding | undefined =
    kind === 'video'
      ? conversion.video?.kind === 'encode'
        ? { kind, plan: conversion.video }
        : undefined
      : conversion.audio?.kind === 'encode'
        ? { kind, plan: conversion.audio }
        : undefined
  return (
    encoding &&
    new EncodedStream(stream, output, {
      shape: firstShape(source, stream),
      encoding,
      threads,
      window: { isCut: startS > 0, durationS },
      metadata,
    })
  )
}

function openOutput({ format }: OpenMedia, conversion: Conversion): OutputFile {
  const { outputPath, muxer, muxerOptions, dropsMetadata } = conversion
  return new OutputFile({
    path: outputPath,
    muxer,
    muxerOptions,
    ...(!dropsMetadata && { metadata: fileMetadata(format) }),
  })
}

/** Returns the requested stream, else the best one; a cover picture is no video. */
function findStream(
  format: FormatContext,
  kind: 'video' | 'audio',
  wanted: number | undefined,
): Stream | undefined {
  if (wanted === undefined) return bestStream(format, kind)
  return format.streams.find((stream) => stream.index === wanted && kindOf(stream) === kind)
}

/** A hint for the progress: headers may claim anything. */
function expectedLength({ claimedS }: OpenMedia, { startS = 0, durationS }: Conversion): number | undefined {
  if (claimedS === undefined) return durationS
  return Math.min(Math.max(claimedS - startS, 0), durationS ?? Infinity)
}

function percentDone({ source, expectedS }: Job, pipelines: readonly Pipeline[], packet: Packet): number {
  const share =
    expectedS === undefined
      ? Number(packet.pos) / source.fileBytes
      : Math.max(...pipelines.map(({ reachedS }) => reachedS)) / expectedS
  return Math.min(Math.max(share, 0) * 100, 99)
}

/** Seconds from the beginning of the file; 0 if the packet has no time. */
function endOf({ pts, duration }: Packet, tickS: number): number {
  return pts === AV_NOPTS_VALUE ? 0 : Number(pts + duration) * tickS
}

function assertWithinLimit(seconds: number, { maxDurationS }: Conversion): void {
  if (seconds > maxDurationS) throw inputTooLong(maxDurationS)
}

function nothingFound({ startS = 0 }: Conversion, lengthS: number): MediaRefusal {
  if (startS === 0 || lengthS > startS) return refusal('The input has nothing in the time that is asked for.')
  return refusal(`The input is ${lengthS} s long and ends before the start at ${startS} s.`)
}

function nothingToConvert({ video, audio }: Conversion): MediaRefusal {
  const wanted = [...(video ? ['video'] : []), ...(audio ? ['audio'] : [])]
  return refusal(`The input has no ${wanted.join(' and no ')} stream.`)
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
