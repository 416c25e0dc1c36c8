import { usualLayoutOf } from '../../media/filters/channel-layouts.ts'
import type { Conversion } from '../../media/convert/conversion.ts'
import { filterValue } from '../../media/filters/filter-value.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import type { AudioProbe } from '../../media/probe-shape.ts'
import { audioRules, containerOf } from './containers.ts'
import { audioCodec, usualSampleRate } from './defaults.ts'
import { unlessNone, type AudioBlock, type TransConfigBlock } from './blocks.ts'
import type { AudioCodec } from './codecs.ts'
import type { Mix, Settings } from './params.ts'
import { nearestBitrate } from './sound-bitrates.ts'

type AudioPlan = NonNullable<Conversion['audio']>

export interface MixFiles {
  readonly mixes: readonly string[]
  /** Seconds of the output, where they are known. */
  readonly durationS: number | undefined
}

/** How the sound is encoded. Throws MediaRefusal for a source that the job's own checks reject. */
export function planAudio(settings: Settings, source: AudioProbe, files: MixFiles): AudioPlan {
  const { container, audio = {}, config = {} } = settings
  const codec = audioCodec(container.Format, audio)
  const channels = Number(audio.Channels ?? usualChannels(codec, container.Format, source.channels))
  const sampleRate = Number(audio.Samplerate ?? usualSampleRate(codec))
  const asked = plannedBitrate(audio, config, source)
  const bitrate = asked === undefined ? undefined : nearestBitrate(codec, asked, { sampleRate, channels })
  return {
    kind: 'encode',
    encoder: ENCODERS[codec],
    options: { ...(bitrate !== undefined && { b: String(bitrate) }) },
    filters: mixGraph(settings.mixes, files),
    sampleRate,
    channelLayout: usualLayoutOf(channels, containerOf(container.Format).muxer),
    ...(audio.SampleFormat !== undefined && { sampleFormat: encodedFormat(codec, audio.SampleFormat) }),
  }
}

const ENCODERS = {
  aac: 'aac',
  mp3: 'libmp3lame',
  flac: 'flac',
  // Refused where a job is read.
  amr: 'aac',
  Vorbis: 'libvorbis',
  opus: 'libopus',
  pcm_s16le: 'pcm_s16le',
} as const satisfies Record<AudioCodec, string>

/** The source's number of channels, or the most that the output may have below it. */
function usualChannels(codec: AudioCodec, format: Settings['container']['Format'], channels: number): number {
  const most = format === 'dash' ? 6 : Infinity
  const allowed = audioRules(codec)
    .channels.map(Number)
    .filter((count) => count <= most)
  const fitting = allowed.filter((count) => count <= channels)
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...allowed)
}

/** A flac file does not record whether samples are interleaved or planar. */
function encodedFormat(codec: AudioCodec, format: string): string {
  return codec === 'flac' ? format.replace(/p$/, '') : format
}

/** Bits per second. */
function plannedBitrate(
  audio: AudioBlock,
  config: TransConfigBlock,
  { bitRate: sourceBits }: AudioProbe,
): number | undefined {
  const rate = unlessNone(audio.Bitrate)
  if (rate === undefined) return undefined
  const bits = Number(rate) * 1_000
  if (config.IsCheckAudioBitrate !== 'true' || sourceBits === undefined || bits <= sourceBits) return bits
  if (config.AudioBitrateAdjMethod !== '1') return sourceBits
  throw new MediaRefusal(
    'InvalidArgument',
    `The sound of the input has ${Math.round(sourceBits / 1_000)} kbit/s, less than the ${rate} that Audio.Bitrate asks for.`,
  )
}

/** The sounds that are mixed in, as long as the input's own. */
function mixGraph(mixes: readonly Mix[], { mixes: paths, durationS }: MixFiles): string {
  if (mixes.length === 0) return ''
  const isReplaced = mixes.some(({ block }) => block.Replace === 'true')
  const own = `[in]aformat=sample_fmts=fltp:channel_layouts=stereo${isReplaced ? ',volume=0' : ''}[own]`
  const sources = mixes.map((mix, n) => `${mixSource(mix, paths[n] ?? '', durationS)}[m${n}]`)
  const labels = mixes.map((_, n) => `[m${n}]`).join('')
  const all = `[own]${labels}amix=inputs=${mixes.length + 1}:duration=first:dropout_transition=0:normalize=0[out]`
  return [own, ...sources, all].join(';')
}

function mixSource({ block, effect = {} }: Mix, file: string, durationS: number | undefined): string {
  const fadeIn = effect.EnableStartFadein === 'true' && effect.StartFadeinTime
  const fadeOut = effect.EnableEndFadeout === 'true' && effect.EndFadeoutTime
  return [
    `amovie=filename=${filterValue(file)}:loop=${block.MixMode === 'Once' ? 1 : 0}:format_opts=${filterValue('protocol_whitelist=file')}`,
    // A sound that begins again goes on in time.
    'asetpts=N/SR/TB',
    'aformat=sample_fmts=fltp:channel_layouts=stereo',
    ...(fadeIn ? [`afade=t=in:d=${fadeIn}`] : []),
    ...(fadeOut && durationS !== undefined
      ? [`afade=t=out:st=${Math.max(durationS - Number(fadeOut), 0)}:d=${fadeOut}`]
      : []),
  ].join(',')
}
