import path from 'node:path'
import { defaultOf } from '../parameters/fields.ts'
import { FileUncompressBlock } from './block.ts'
import type { Params } from './params.ts'

const USUAL_REPLACEMENT = defaultOf(FileUncompressBlock.shape.PrefixReplaced)

const ARCHIVE_EXTENSION = /\.(zip|tar|tar\.gz|tgz)$/i

/**
 * What the keys of all members begin with; empty, or with a slash at its end. `PrefixReplaced` 0: Prefix; 1: Prefix and
 * the archive's name; 2: Prefix and the archive's whole path. Names go without the extension that says what it is.
 */
export function targetPrefix(
  { prefix = '', prefixReplaced = USUAL_REPLACEMENT }: Params,
  archiveKey: string,
): string {
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  const archive = archiveKey.replace(/\/+$/, '').replace(ARCHIVE_EXTENSION, '')
  switch (prefixReplaced) {
    case '0':
      return base
    case '1':
      return `${base}${path.posix.basename(archive)}/`
    case '2':
      return `${base}${archive}/`
  }
}
