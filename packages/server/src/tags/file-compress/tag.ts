import type { Tag } from '../tag.ts'
import { readFileCompress, touchedByFileCompress } from './read.ts'
import { runFileCompress } from './run.ts'
import { showFileCompress } from './show.ts'

export const fileCompressTag: Tag = {
  name: 'FileCompress',
  family: 'file',
  idLetter: 'f',
  takesInput: false,
  read: readFileCompress,
  touches: touchedByFileCompress,
  run: runFileCompress,
  show: showFileCompress,
}
