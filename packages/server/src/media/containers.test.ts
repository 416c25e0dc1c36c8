import { expect, test } from 'vitest'
import { aFileOf } from './containers.ts'

test('a format has the article that it is spoken with', () => {
  const an = ['aac', 'avi', 'flv', 'h264', 'm4a', 'mkv', 'mp3', 'mp4', 'ogg', 'srt']
  for (const format of an) expect(aFileOf(format)).toBe(`an ${format} file`)
  for (const format of ['flac', 'mov', 'ts', 'wav']) expect(aFileOf(format)).toBe(`a ${format} file`)
})
