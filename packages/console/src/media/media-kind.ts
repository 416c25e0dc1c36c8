export type MediaKind = 'picture' | 'sound' | 'film' | 'playlist' | 'text' | 'other'

const PLAYLIST = /^(?:application|audio)\/(?:vnd\.apple\.|x-)?mpegurl\b/i
const TEXT = /^(?:text\/|application\/(?:json|xml|x-subrip|x-yaml)\b)/i

/** For what was stored without a type of its own. */
const ENDINGS: readonly (readonly [kind: MediaKind, endings: RegExp])[] = [
  ['picture', /\.(?:jpe?g|png|gif|webp|avif|bmp)$/i],
  ['sound', /\.(?:wav|mp3|m4a|aac|flac|ogg|opus|amr)$/i],
  ['film', /\.(?:mp4|m4v|webm|mov|mkv|ts|avi|flv)$/i],
  ['playlist', /\.m3u8$/i],
  ['text', /\.(?:txt|log|csv|json|xml|srt|vtt|md)$/i],
]

/** What an object is, by its content type; by the ending of its key where that says nothing. */
export function kindOf(type: string, key: string): MediaKind {
  if (PLAYLIST.test(type)) return 'playlist'
  if (/^image\/(?!svg)/i.test(type)) return 'picture'
  if (/^audio\//i.test(type)) return 'sound'
  if (/^video\//i.test(type)) return 'film'
  if (TEXT.test(type)) return 'text'
  if (type !== '' && !/^(?:application|binary)\/octet-stream/i.test(type)) return 'other'
  return ENDINGS.find(([, endings]) => endings.test(key))?.[0] ?? 'other'
}
