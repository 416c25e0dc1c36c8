import type { Tag } from '../tag.ts'
import { readPicProcess, readPicProcessTemplate } from './read.ts'
import { runPicProcess } from './run.ts'
import { showPicProcess, showPicProcessTemplate } from './show.ts'

export const picProcessTag: Tag = {
  name: 'PicProcess',
  family: 'pic',
  idLetter: 'c',
  template: { read: readPicProcessTemplate, show: showPicProcessTemplate },
  read: readPicProcess,
  run: runPicProcess,
  show: showPicProcess,
}
