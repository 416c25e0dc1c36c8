import {
  AVDISCARD_ALL,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
} from 'node-av/constants'
import { Packet } from 'node-av/lib'
import type { FormatContext, Stream } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import type { Conversion } from './conversion.ts'
import { CopiedStream } from './copied-stream.ts'
import { EncodedStream, type Encoding } from './encoded-stream.ts'
import { durationOf } from '../frame-shape.ts'
import { fileMetadata, streamMetadata } from './metadata.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { OutputFile } from './output-file.ts'
import { MediaRefusal } from '../refusal.ts'

/** Margin of a seek before the requested time, for formats that seek by decoding times, µs. */
const SEEK_MARGIN_US = 130_000

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
  discardOthers(source.format, pipelines)
  output.begin()
  await pump(job, pipelines, report)
  if (pipelines.every(({ frames }) => frames === 0))
    throw refusal('The input has nothing in the time that is asked for.')
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

/** Reads the file once, from the requested start, and passes each packet to its pipeline. */
async function pump(
  job: Job,
  pipelines: readonly Pipeline[],
  report: (percent: number) => void,
): Promise<void> {
  const { format } = job.source
  const startUs = originUs(format) + Math.round((job.conversion.startS ?? 0) * 1e6)
  if (job.conversion.startS)
    // A file that can't be sought is read from its beginning.
    format.seekFrameSync(-1, BigInt(Math.max(startUs - SEEK_MARGIN_US, 0)), AVSEEK_FLAG_BACKWARD)
  const shifts = new Map(pipelines.map(({ source }) => [source.index, ticks(startUs, source)]))
  const byIndex = new Map(pipelines.map((pipeline) => [pipeline.source.index, pipeline]))
  const yieldToEventLoop = createEventLoopYield(systemClock)
  using packet = new Packet()
  packet.alloc()
  while (pipelines.some(({ isDone }) => !isDone) && format.readFrameSync(packet) >= 0) {
    const pipeline = byIndex.get(packet.streamIndex)
    if (pipeline && !pipeline.isDone) {
      shift(packet, shifts.get(packet.streamIndex) ?? 0n)
      pipeline.take(packet)
      assertWithinLimit(pipeline.reachedS, job.conversion)
    }
    report(percentDone(job, pipelines, packet))
    packet.unref()
    await yieldToEventLoop()
  }
  for (const pipeline of pipelines) {
    for (const _ of pipeline.finish()) {
      report(99)
      await yieldToEventLoop()
    }
  }
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
  const type = kind === 'video' ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO
  const index = wanted ?? format.findBestStream(type)
  const stream = format.streams.find((candidate) => candidate.index === index)
  if (stream?.codecpar.codecType !== type || stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC))
    return undefined
  return stream
}

function discardOthers(format: FormatContext, pipelines: readonly Pipeline[]): void {
  const used = new Set(pipelines.map(({ source }) => source.index))
  for (const stream of format.streams) if (!used.has(stream.index)) stream.discard = AVDISCARD_ALL
}

function expectedLength({ format }: OpenMedia, conversion: Conversion): number | undefined {
  const { startS = 0, durationS } = conversion
  const wholeS = durationOf(format)
  if (wholeS === undefined) return durationS
  assertWithinLimit(Math.min(wholeS - startS, durationS ?? Infinity), conversion)
  if (startS > 0 && startS >= wholeS)
    throw refusal(`The input is ${wholeS} s long and ends before the start at ${startS} s.`)
  return Math.min(wholeS - startS, durationS ?? Infinity)
}

function percentDone({ source, expectedS }: Job, pipelines: readonly Pipeline[], packet: Packet): number {
  const share =
    expectedS === undefined
      ? Number(packet.pos) / source.fileBytes
      : Math.max(...pipelines.map(({ reachedS }) => reachedS)) / expectedS
  return Math.min(Math.max(share, 0) * 100, 99)
}

/** Returns the time in the file that counts as its beginning, µs. */
function originUs(format: FormatContext): number {
  return format.startTime === AV_NOPTS_VALUE ? 0 : Number(format.startTime)
}

function ticks(us: number, { timeBase: { num, den } }: Stream): bigint {
  return BigInt(Math.round((us * den) / num / 1e6))
}

function shift(packet: Packet, by: bigint): void {
  if (packet.pts !== AV_NOPTS_VALUE) packet.pts -= by
  if (packet.dts !== AV_NOPTS_VALUE) packet.dts -= by
}

function assertWithinLimit(seconds: number, { maxDurationS }: Conversion): void {
  if (seconds > maxDurationS)
    throw refusal(`The input is longer than ${maxDurationS} s, the limit set by LEMNIS_MAX_DURATION_S.`)
}

function nothingToConvert({ video, audio }: Conversion): MediaRefusal {
  const wanted = [...(video ? ['video'] : []), ...(audio ? ['audio'] : [])]
  return refusal(`The input has no ${wanted.join(' and no ')} stream.`)
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
