import { createSeededRandom, type SeededRandom } from '../../../crash/seeded-random.ts'
import { chance, pick } from '../../fuzz/case-random.ts'
import { AUDIO_CODECS, VIDEO_CODECS, type AudioCodec, type VideoCodec } from './codecs.ts'
import { CONTAINERS, type ContainerKind, type ContainerName } from './containers.ts'
import { chooseFault, type Fault } from './faults.ts'

export interface AudioShape {
  readonly codec: AudioCodec
  readonly sampleRate: number
  readonly channels: 1 | 2
  /** Whether the right channel has several tones. */
  readonly isRich: boolean
}

export interface VideoShape {
  readonly codec: VideoCodec
  readonly width: number
  readonly height: number
  /** Frames per second. */
  readonly rate: number
  /** Frames from one key frame to the next. */
  readonly gop: number
}

/** What a file is made from. */
export interface Recipe {
  readonly number: number
  readonly container: ContainerName
  readonly audio: AudioShape | undefined
  readonly video: VideoShape | undefined
  /** Of each recording in it. */
  readonly seconds: number
  readonly fault: Fault
  /** Chooses among what a tag may be asked for. */
  readonly choice: number
}

type Size = Pick<VideoShape, 'width' | 'height'>

const NAMES: readonly ContainerName[] = [
  ...Object.keys(CONTAINERS).filter((name): name is ContainerName => Object.hasOwn(CONTAINERS, name)),
  // They are the most frequent ones, and have the most faults.
  ...(['ts', 'ts', 'mp4', 'mkv', 'mp3'] as const),
]
const SIZES: readonly [Size, ...Size[]] = [
  { width: 96, height: 64 },
  { width: 128, height: 96 },
  { width: 176, height: 144 },
  { width: 160, height: 90 },
]
/** The same for the same seed and number. */
export function makeRecipe(seed: number, number: number): Recipe {
  const seeded = createSeededRandom(Math.imul(seed, 0x9e_37_79_b1) ^ Math.imul(number + 1, 0x85_eb_ca_6b))
  const container = NAMES[seeded.between(0, NAMES.length - 1)] ?? 'ts'
  const kind: ContainerKind = CONTAINERS[container]
  const hasVideo = kind.videos.length > 0 && chance(seeded, 85)
  const hasAudio = !hasVideo || chance(seeded, 85)
  const seconds = chance(seeded, 75) ? seeded.between(10, 60) / 10 : seeded.between(60, 110) / 10
  return {
    number,
    container,
    audio: hasAudio ? chooseAudio(seeded, kind) : undefined,
    video: hasVideo ? chooseVideo(seeded, kind) : undefined,
    seconds,
    fault: chooseFault(seeded, { container, hasAudio, hasVideo, seconds }),
    choice: seeded.between(0, 1_000_000),
  }
}

function chooseAudio(seeded: SeededRandom, { audios, sampleRates }: ContainerKind): AudioShape {
  const codec = pick(seeded, audios)
  const rates = AUDIO_CODECS[codec].rates.filter((rate) => sampleRates?.includes(rate) ?? true)
  return {
    codec,
    sampleRate: rates[seeded.between(0, rates.length - 1)] ?? 44_100,
    channels: chance(seeded, 70) ? 2 : 1,
    isRich: chance(seeded, 40),
  }
}

function chooseVideo(seeded: SeededRandom, { videos }: ContainerKind): VideoShape {
  const codec = videos[seeded.between(0, videos.length - 1)] ?? 'h264'
  const size = pick(seeded, SIZES)
  const rate = pick(seeded, VIDEO_CODECS[codec].rates)
  return { codec, ...size, rate, gop: pick(seeded, [1, 5, rate, rate * 2, 250]) }
}

/** The shape of a second recording that differs from the first. */
export function otherShape({ audio, video, container }: Recipe): Pick<Recipe, 'audio' | 'video'> {
  return {
    audio: audio && {
      ...audio,
      // FFmpeg gives ADTS times by the rate of its beginning, so that what follows at another rate overlaps itself.
      ...(container === 'adts' ? {} : otherRate(audio)),
      // It describes a short mp3 by its last frames, and all of it is mixed to their channels.
      ...(container === 'mp3' ? {} : { channels: audio.channels === 1 ? 2 : 1 }),
    },
    // Of the same proportions: what does not fit gets bars here, and is stretched by ffmpeg.
    video: video && { ...video, width: 2 * video.width, height: 2 * video.height },
  }
}

function otherRate({ codec, sampleRate }: AudioShape): Pick<AudioShape, 'sampleRate'> {
  const { rates }: { readonly rates: readonly number[] } = AUDIO_CODECS[codec]
  return { sampleRate: rates.find((rate) => rate !== sampleRate && rate >= 16_000) ?? sampleRate }
}

/** One line for people. */
export function describeRecipe({ container, audio, video, seconds, fault }: Recipe): string {
  const sound = audio && `${audio.codec} ${audio.sampleRate} Hz ${audio.channels} ch`
  const picture = video && `${video.codec} ${video.width}x${video.height} ${video.rate} fps gop ${video.gop}`
  const { kind, ...details } = fault
  const told = Object.keys(details).length === 0 ? kind : `${kind} ${JSON.stringify(details)}`
  return `${container}, ${[picture, sound].filter((part) => part !== undefined).join(' + ')}, ${seconds} s, ${told}`
}
