export interface Container {
  /** FFmpeg's name of the muxer. */
  readonly muxer: string
  readonly contentType: string
  readonly kinds: readonly StreamKind[]
  /** FFmpeg's names of the codecs that may be copied into it; a `*` at the end matches any rest. */
  readonly codecs: readonly string[]
}

export type StreamKind = 'video' | 'audio' | 'subtitle'

const ANY_KIND = ['video', 'audio', 'subtitle'] as const
const MOVING = ['video', 'audio'] as const

const MPEG_VIDEO = ['h264', 'hevc', 'mpeg4', 'mpeg2video', 'mpeg1video'] as const
const MPEG_AUDIO = ['aac', 'mp3', 'mp2', 'ac3', 'eac3'] as const

/**
 * The codecs that can be copied into each container, by the extension of the file. Stricter than FFmpeg, whose muxers
 * accept codecs that no player finds: a transport stream "holds" anything as private data.
 */
export const CONTAINERS = {
  aac: { muxer: 'adts', contentType: 'audio/aac', kinds: ['audio'], codecs: ['aac'] },
  ac3: { muxer: 'ac3', contentType: 'audio/ac3', kinds: ['audio'], codecs: ['ac3'] },
  ass: { muxer: 'ass', contentType: 'text/x-ssa', kinds: ['subtitle'], codecs: ['ass'] },
  avi: {
    muxer: 'avi',
    contentType: 'video/x-msvideo',
    kinds: MOVING,
    codecs: ['h264', 'mpeg4', 'mpeg2video', 'mpeg1video', 'mjpeg', 'mp3', 'mp2', 'ac3', 'aac', 'pcm_s16le'],
  },
  flac: { muxer: 'flac', contentType: 'audio/flac', kinds: ['audio'], codecs: ['flac'] },
  flv: { muxer: 'flv', contentType: 'video/x-flv', kinds: MOVING, codecs: ['h264', 'flv1', 'aac', 'mp3'] },
  h264: { muxer: 'h264', contentType: 'video/h264', kinds: ['video'], codecs: ['h264'] },
  h265: { muxer: 'hevc', contentType: 'video/h265', kinds: ['video'], codecs: ['hevc'] },
  m4a: { muxer: 'ipod', contentType: 'audio/mp4', kinds: ['audio'], codecs: ['aac', 'alac'] },
  mkv: {
    muxer: 'matroska',
    contentType: 'video/x-matroska',
    kinds: ANY_KIND,
    codecs: [
      ...MPEG_VIDEO,
      ...MPEG_AUDIO,
      ...['av1', 'vp8', 'vp9', 'mjpeg', 'theora', 'prores', 'ffv1', 'flv1', 'wmv*', 'vc1', 'msmpeg4*'],
      ...[
        'opus',
        'vorbis',
        'flac',
        'alac',
        'dts',
        'truehd',
        'wavpack',
        'pcm_s16le',
        'pcm_s24le',
        'pcm_f32le',
      ],
      ...['subrip', 'ass', 'webvtt', 'hdmv_pgs_subtitle', 'dvd_subtitle'],
    ],
  },
  mov: {
    muxer: 'mov',
    contentType: 'video/quicktime',
    kinds: ANY_KIND,
    codecs: [...MPEG_VIDEO, 'mjpeg', 'prores', 'aac', 'mp3', 'ac3', 'eac3', 'alac', 'pcm_s*', 'mov_text'],
  },
  mp3: { muxer: 'mp3', contentType: 'audio/mpeg', kinds: ['audio'], codecs: ['mp3'] },
  mp4: {
    muxer: 'mp4',
    contentType: 'video/mp4',
    kinds: ANY_KIND,
    codecs: [...MPEG_VIDEO, 'av1', 'vp9', 'mjpeg', ...MPEG_AUDIO, 'opus', 'flac', 'alac', 'mov_text'],
  },
  ogg: { muxer: 'ogg', contentType: 'audio/ogg', kinds: ['audio'], codecs: ['vorbis', 'opus', 'flac'] },
  opus: { muxer: 'opus', contentType: 'audio/ogg', kinds: ['audio'], codecs: ['opus'] },
  srt: { muxer: 'srt', contentType: 'application/x-subrip', kinds: ['subtitle'], codecs: ['subrip'] },
  ts: {
    muxer: 'mpegts',
    contentType: 'video/mp2t',
    kinds: MOVING,
    codecs: [...MPEG_VIDEO, ...MPEG_AUDIO, 'dts', 'opus'],
  },
  vtt: { muxer: 'webvtt', contentType: 'text/vtt', kinds: ['subtitle'], codecs: ['webvtt'] },
  wav: {
    muxer: 'wav',
    contentType: 'audio/wav',
    kinds: ['audio'],
    codecs: ['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_u8', 'pcm_alaw', 'pcm_mulaw'],
  },
  webm: {
    muxer: 'webm',
    contentType: 'video/webm',
    kinds: ANY_KIND,
    codecs: ['vp8', 'vp9', 'av1', 'vorbis', 'opus', 'webvtt'],
  },
} as const satisfies Record<string, Container>

export type ContainerName = keyof typeof CONTAINERS

/** Formats whose name begins with a vowel when it is spoken: an m4a file, but a mov file. */
const WITH_AN = /^(?:[aeio]|flv|h26|hls|m(?!ov)|srt)/

/** Returns `an mp3 file`. */
export function aFileOf(format: string): string {
  return `${WITH_AN.test(format) ? 'an' : 'a'} ${format} file`
}

export function isContainerName(name: string): name is ContainerName {
  return Object.hasOwn(CONTAINERS, name)
}

export function canContain(name: ContainerName, kind: StreamKind, codec: string): boolean {
  const { kinds, codecs }: Container = CONTAINERS[name]
  if (!kinds.includes(kind)) return false
  return codecs.some((held) => (held.endsWith('*') ? codec.startsWith(held.slice(0, -1)) : held === codec))
}

/** Returns the usual container of a codec, for a file that names none. */
export function containerOf(kind: StreamKind, codec: string): ContainerName {
  const own = OWN_CONTAINER[kind].find((name) => canContain(name, kind, codec))
  return own ?? 'mkv'
}

const OWN_CONTAINER = {
  video: ['mp4', 'webm', 'mkv'],
  audio: ['aac', 'mp3', 'flac', 'opus', 'ogg', 'ac3', 'm4a', 'wav', 'mkv'],
  subtitle: ['srt', 'vtt', 'ass', 'mkv'],
} as const satisfies Record<StreamKind, readonly ContainerName[]>
