import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { isDirectory } from '../../base/make-directory.ts'
import { CommandError } from '../command.ts'

/** What people keep beside their media. Only plain cases: a job on any other file says itself what it is. */
const NO_MEDIA = new Set(
  (
    'bak cfg conf css csv cue db doc docx epub htm html ini js json key log m3u md nfo numbers ods odt ' +
    'pages pdf php ppt pptx py rtf sh sql sqlite srt ass ssa sub vtt lrc toml tsv txt url webloc xls ' +
    'xlsx xml yaml yml 7z gz rar tar tgz zip exe dll iso torrent part tmp lock md5 sha1 sha256'
  ).split(' '),
)

export interface InputFiles {
  readonly files: readonly string[]
  /** Of a directory, which are plainly no media. */
  readonly leftOut: readonly string[]
}

/** The files that are given, and those right in the directories that are given. Throws CommandError. */
export function findInputs(tag: string, given: readonly string[]): InputFiles {
  const found = given.map((place) => filesOf(tag, place))
  return {
    files: found.flatMap(({ files }) => files),
    leftOut: found.flatMap(({ leftOut }) => leftOut),
  }
}

function filesOf(tag: string, given: string): InputFiles {
  if (!isDirectory(given)) {
    if (statSync(given, { throwIfNoEntry: false })?.isFile()) return { files: [given], leftOut: [] }
    throw new CommandError(`${given} is no file and no directory.`)
  }
  const files = readdirSync(given, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(given, name))
    .toSorted()
  // FileHashCode, FileCompress and FileUncompress take any file.
  if (tag.startsWith('File')) return { files, leftOut: [] }
  const { media = [], other = [] } = Object.groupBy(files, (file) => (isNoMedia(file) ? 'other' : 'media'))
  return { files: media, leftOut: other }
}

const isNoMedia = (file: string): boolean => NO_MEDIA.has(path.extname(file).slice(1).toLowerCase())
