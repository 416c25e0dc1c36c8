/** Keys of the objects that orders are about; `make-inputs.ts` makes them. One ends up torn beside each: see `tornKey`. */
export const SOUNDS = ['in/tone.wav', 'in/tone.mp3', 'in/tone.m4a', 'in/stereo.wav'] as const
export const CLIPS = ['in/clip.mp4', 'in/silent.mp4', 'in/odd.mkv', 'in/clip.ts'] as const
export const STILLS = [
  'in/still.png',
  'in/still.jpg',
  'in/still.webp',
  'in/still.gif',
  'in/moving.gif',
] as const
export const ARCHIVES = ['in/a.zip', 'in/a.tar', 'in/a.tar.gz'] as const
const PLAIN = ['in/text.txt', 'in/empty'] as const

export const MEDIA = [...CLIPS, ...SOUNDS] as const
export const MEDIA_AND_PICTURES = [...MEDIA, ...STILLS] as const
export const ANY = [...MEDIA_AND_PICTURES, ...ARCHIVES, ...PLAIN] as const

/** What jobs are given that fit none of them. */
export const STRANGE = [...ANY, 'in/none', 'lists/urls.txt'] as const

/** Two objects for batches, so that one that is not cancelled at once has little to do. */
export const FEW = ['few/a.txt', 'few/b.txt'] as const

export const TORN_OF_EACH = 3

/** The key of a copy with bytes flipped or the end cut off. */
export function tornKey(key: string, which: number): string {
  return key.replace('in/', `torn/${which}/`)
}
