import { z } from 'zod'
import { optional } from '../parameters/fields.ts'
import { choice, text } from '../parameters/kinds.ts'

/** See `targetPrefix`. */
export const REPLACEMENTS = ['0', '1', '2'] as const

export const FileUncompressBlock = z.object({
  Prefix: optional(text(), 'What the keys of the members begin with.'),
  PrefixReplaced: optional(
    choice(REPLACEMENTS),
    'What follows Prefix: nothing (0), the name of the archive (1), or its key without the extension (2).',
    { default: '0' },
  ),
})

export const FileUncompressOperation = z.object({
  FileUncompressConfig: optional(FileUncompressBlock, 'Where the members go.'),
})
