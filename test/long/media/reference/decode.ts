import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { picturesArgs, PICTURES_FILTER, toPictures, type Picture } from './pictures.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { soundArgs, toSound, type Sound } from './sound.ts'

export interface Decoded {
  /** Empty if there is none. */
  readonly sound: Sound
  readonly pictures: readonly Picture[]
}

export interface Wanted {
  readonly sound: boolean
  readonly pictures: boolean
  /** Where the shape of the sound changes in the middle: the layout that all of it gets. */
  readonly mixedTo?: 'mono' | 'stereo' | undefined
  /**
   * Whether times are taken as they are. Otherwise FFmpeg 5 takes rare pictures that are decoded in another order for a
   * clock that began anew.
   */
  readonly isSteady?: boolean
  /** For what is written on the way. */
  readonly directory: string
}

/**
 * Returns what the system's ffmpeg decodes of a file. Times count from the beginning of the file; of a transport stream,
 * from that of the streams that are wanted.
 */
export async function decode(file: string, wanted: Wanted): Promise<Decoded> {
  const found = await decodeAtOnce(file, wanted)
  const isBoth = wanted.sound && wanted.pictures
  if (!isBoth || found.sound.seconds > 0 || found.pictures.length > 0) return found
  // A stream without anything in it makes ffmpeg give up the other one too.
  const { sound } = await decodeAtOnce(file, { ...wanted, pictures: false })
  const { pictures } = await decodeAtOnce(file, { ...wanted, sound: false })
  return { sound, pictures }
}

async function decodeAtOnce(file: string, wanted: Wanted): Promise<Decoded> {
  const [rawSound, rawPictures] = ['sound.raw', 'pictures.raw'].map((name) =>
    path.join(wanted.directory, name),
  )
  if (rawSound === undefined || rawPictures === undefined) throw new Error('no files to write to')
  await Promise.all([rawSound, rawPictures].map((raw) => rm(raw, { force: true })))
  const { output } = await runFfmpeg([
    ...(wanted.isSteady === true ? ['-copyts', '-start_at_zero'] : []),
    ...['-i', file],
    ...(wanted.pictures ? ['-filter_complex', PICTURES_FILTER, ...picturesArgs(rawPictures)] : []),
    ...(wanted.sound ? soundArgs(wanted.mixedTo, rawSound) : []),
  ])
  return {
    sound: toSound(await contentOf(rawSound)),
    pictures: toPictures(await contentOf(rawPictures), output.toString('latin1')),
  }
}

/** Nothing is written of what can't be decoded. */
function contentOf(file: string): Promise<Buffer> {
  return readFile(file).catch(() => Buffer.alloc(0))
}
