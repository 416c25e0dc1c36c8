import { concat } from './concat.ts'
import { fileCompress, fileHashCode, fileUncompress } from './file-tags.ts'
import { animation, picProcess, smartCover, snapshot } from './picture-tags.ts'
import { mediaInfo, noiseReduction, segment, streamExtract } from './sound-tags.ts'
import type { TagGrammar } from './tag-grammar.ts'
import { transcode } from './transcode.ts'

export const GRAMMARS: readonly [TagGrammar, ...TagGrammar[]] = [
  noiseReduction,
  mediaInfo,
  transcode,
  snapshot,
  smartCover,
  animation,
  concat,
  segment,
  streamExtract,
  picProcess,
  fileHashCode,
  fileCompress,
  fileUncompress,
]
