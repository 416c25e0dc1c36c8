import type { Conversion } from '../../media/convert/conversion.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import type { AudioProbe, Probe, VideoProbe } from '../../media/probe-shape.ts'
import { hasAudio, hasVideo } from './check-settings.ts'
import { containerOf } from './containers.ts'
import type { PlannedFiles } from './files.ts'
import type { Params, Settings } from './params.ts'
import { planAudio } from './plan-audio.ts'
import { clipSeconds, planVideo } from './plan-video.ts'

export interface PlanOptions {
  readonly inputPath: string
  readonly outputPath: string
  readonly files: PlannedFiles
  readonly threads: number
  readonly maxDurationS: number
}

/** What the parts of a playlist are called until they get their keys; the number or more of it follows. */
export const PART_STEM = 'part_'

/** How the input becomes what the job asks for. Throws MediaRefusal when it can't. */
export function planTranscode(params: Params, input: Probe, options: PlanOptions): Conversion {
  const { settings } = params
  const { inputPath, outputPath, files, threads, maxDurationS } = options
  const index = wantedIndex(settings, input)
  const video = hasVideo(settings) ? videoOf(input, index) : undefined
  const audio = hasAudio(settings) ? audioOf(input, index) : undefined
  if (!video && !audio) throw nothingLeft(settings)
  if (params.watermarks.length > 0 && hasVideo(settings) && !video)
    throw new MediaRefusal(
      'ResourceNotSupported',
      'The input has no video stream that a watermark could be drawn on.',
    )
  if (settings.mixes.length > 0 && !audio)
    throw new MediaRefusal(
      'ResourceNotSupported',
      'The input has no audio stream that AudioMix could go with.',
    )
  const startS = Number(settings.time?.Start ?? 0)
  const durationS = settings.time?.Duration === undefined ? undefined : Number(settings.time.Duration)
  const { muxer } = containerOf(settings.container.Format)
  return {
    inputPath,
    outputPath,
    muxer,
    muxerOptions: muxerOptions(settings, outputPath),
    ...(startS > 0 && { startS }),
    ...(durationS !== undefined && { durationS }),
    ...(video && {
      video: planVideo(params, video, { files, threads, input }),
      videoStream: video.index,
    }),
    ...(audio && {
      audio: planAudio(settings, audio, {
        mixes: files.mixes,
        durationS: outputLength(input, startS, durationS),
      }),
      audioStream: audio.index,
    }),
    dropsMetadata: settings.config?.DeleteMetadata === 'true',
    threads,
    maxDurationS,
  }
}

function muxerOptions(settings: Settings, outputPath: string): Record<string, string> {
  const { Format } = settings.container
  const seconds = String(clipSeconds(settings))
  if (Format === 'hls') {
    return {
      hls_time: seconds,
      hls_list_size: '0',
      hls_playlist_type: 'vod',
      hls_segment_filename: outputPath.replace(/[^/\\]*$/, `${PART_STEM}%05d.ts`),
    }
  }
  if (Format === 'dash') {
    return {
      seg_duration: seconds,
      init_seg_name: `${PART_STEM}init_$RepresentationID$.m4s`,
      media_seg_name: `${PART_STEM}$RepresentationID$_$Number%05d$.m4s`,
    }
  }
  return { ...containerOf(Format).muxerOptions }
}

function wantedIndex({ config }: Settings, { streams }: Probe): number | undefined {
  if (config?.TranscodeIndex === undefined) return undefined
  const index = Number(config.TranscodeIndex)
  const stream = streams.find((candidate) => candidate.index === index)
  if (stream?.type === 'video' || stream?.type === 'audio') return index
  throw new MediaRefusal(
    'InvalidArgument',
    `TransConfig.TranscodeIndex ${index} is no stream of video or audio of the input.`,
  )
}

/** The requested stream, else the one that a player would choose; a cover picture is no video. */
function videoOf({ format, streams }: Probe, index: number | undefined): VideoProbe | undefined {
  const videos = streams.flatMap((stream) => (stream.type === 'video' ? [stream] : []))
  return withIndex(videos, index) ?? withIndex(videos, format.bestVideo)
}

function audioOf({ format, streams }: Probe, index: number | undefined): AudioProbe | undefined {
  const audios = streams.flatMap((stream) => (stream.type === 'audio' ? [stream] : []))
  return withIndex(audios, index) ?? withIndex(audios, format.bestAudio)
}

function withIndex<T extends VideoProbe | AudioProbe>(
  streams: readonly T[],
  index: number | undefined,
): T | undefined {
  return streams.find((stream) => stream.index === index)
}

function outputLength({ format }: Probe, startS: number, durationS: number | undefined): number | undefined {
  if (format.durationS === undefined) return durationS
  return Math.min(Math.max(format.durationS - startS, 0), durationS ?? Infinity)
}

function nothingLeft(settings: Settings): MediaRefusal {
  const wanted = [...(hasVideo(settings) ? ['video'] : []), ...(hasAudio(settings) ? ['audio'] : [])]
  return new MediaRefusal('ResourceNotSupported', `The input has no ${wanted.join(' and no ')} stream.`)
}
