import path from 'node:path'
import { PICTURE_FORMATS, type PictureFormat } from '../media/pictures/picture-formats.ts'

/** What an expression for images asks for, when it asks for a format alone. */
export function pictureFormatOf(ciParam: string): PictureFormat | undefined {
  const name = /^imageMogr2\/format\/([A-Za-z]+)$/i.exec(ciParam)?.[1]
  return name === undefined ? undefined : formatNamed(name)
}

/** What a key's extension names; jpg where it names none. */
export function pictureFormatOfKey(key: string): PictureFormat {
  return formatNamed(path.posix.extname(key).slice(1)) ?? 'jpg'
}

function formatNamed(name: string): PictureFormat | undefined {
  const lower = name.toLowerCase()
  return lower === 'jpeg' ? 'jpg' : PICTURE_FORMATS.find((format) => format === lower)
}
