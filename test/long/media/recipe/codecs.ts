/** How the system's ffmpeg makes each codec, and the rates that it has. */
export const AUDIO_CODECS = {
  pcm_s16le: { encoder: ['pcm_s16le'], rates: [8_000, 16_000, 22_050, 44_100, 48_000, 96_000] },
  pcm_s24le: { encoder: ['pcm_s24le'], rates: [44_100, 48_000, 96_000] },
  pcm_s32le: { encoder: ['pcm_s32le'], rates: [44_100, 48_000] },
  pcm_f32le: { encoder: ['pcm_f32le'], rates: [16_000, 44_100, 48_000] },
  pcm_u8: { encoder: ['pcm_u8'], rates: [8_000, 11_025, 22_050] },
  pcm_alaw: { encoder: ['pcm_alaw'], rates: [8_000, 16_000] },
  pcm_mulaw: { encoder: ['pcm_mulaw'], rates: [8_000, 44_100] },
  pcm_s16be: { encoder: ['pcm_s16be'], rates: [8_000, 44_100, 48_000] },
  pcm_s24be: { encoder: ['pcm_s24be'], rates: [44_100, 48_000] },
  mp3: { encoder: ['libmp3lame'], rates: [8_000, 16_000, 22_050, 32_000, 44_100, 48_000] },
  mp2: { encoder: ['mp2'], rates: [32_000, 44_100, 48_000] },
  aac: { encoder: ['aac'], rates: [8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000] },
  opus: { encoder: ['libopus'], rates: [48_000] },
  vorbis: { encoder: ['libvorbis'], rates: [16_000, 22_050, 44_100, 48_000] },
  flac: { encoder: ['flac'], rates: [16_000, 44_100, 48_000, 96_000] },
  ac3: { encoder: ['ac3'], rates: [32_000, 44_100, 48_000] },
  alac: { encoder: ['alac'], rates: [44_100, 48_000] },
  wavpack: { encoder: ['wavpack'], rates: [16_000, 44_100, 48_000] },
} as const satisfies Record<string, { readonly encoder: readonly string[]; readonly rates: Rates }>
export type AudioCodec = keyof typeof AUDIO_CODECS

type Rates = readonly [number, ...number[]]

const FILM_RATES = [10, 24, 25, 30, 50] as const
const VPX = ['-deadline', 'realtime', '-cpu-used', '8', '-b:v', '600k'] as const
const X264 = ['libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-crf', '20'] as const

export const VIDEO_CODECS = {
  h264: { encoder: [...X264, '-bf', '0'], rates: FILM_RATES },
  'h264+b': { encoder: [...X264, '-bf', '3'], rates: FILM_RATES },
  mpeg4: { encoder: ['mpeg4', '-q:v', '3'], rates: FILM_RATES },
  mpeg2video: { encoder: ['mpeg2video', '-q:v', '3', '-bf', '2'], rates: [24, 25, 30, 50] },
  vp8: { encoder: ['libvpx', ...VPX], rates: FILM_RATES },
  vp9: { encoder: ['libvpx-vp9', ...VPX], rates: FILM_RATES },
  mjpeg: { encoder: ['mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p'], rates: FILM_RATES },
  flv1: { encoder: ['flv', '-q:v', '3'], rates: FILM_RATES },
} as const satisfies Record<string, { readonly encoder: readonly string[]; readonly rates: Rates }>
export type VideoCodec = keyof typeof VIDEO_CODECS

/** FFmpeg's own name. */
export function nameOfVideo(codec: VideoCodec): string {
  return codec === 'h264+b' ? 'h264' : codec
}
