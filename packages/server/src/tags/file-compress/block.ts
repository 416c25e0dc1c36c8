import { z } from 'zod'
import { list, optional, required } from '../parameters/fields.ts'
import { choice, flag, objectKey, text } from '../parameters/kinds.ts'

export const FORMATS = ['zip', 'tar', 'tar.gz'] as const
export const TYPES = ['faster', 'better', 'default'] as const
/** See `nameMembers`. */
export const FLATTENS = ['0', '1', '2', '3'] as const

/** The protocol's own limit. */
const MOST_KEYS = 1_000

export const FileCompressBlock = z.object({
  Flatten: optional(
    choice(FLATTENS),
    'The names in the archive: the whole key (0), its last part (1), or what follows Prefix with (2) or without (3) its last part.',
    { default: '0' },
  ),
  Format: required(choice(FORMATS), 'The format of the archive.'),
  Type: optional(choice(TYPES), 'How well it is compressed.', { default: 'default' }),
  UrlList: optional(
    text(),
    'The URL or the key of a text with an address in each line; takes precedence over Prefix and Key.',
  ),
  Prefix: optional(
    objectKey(),
    'What the keys begin with; / is the whole bucket. Takes precedence over Key.',
  ),
  Key: optional(
    list(objectKey(), MOST_KEYS),
    'The key of an object; one of UrlList, Prefix and Key is required.',
  ),
  IgnoreError: optional(flag(), 'Whether objects that can’t be packed are left out; else the job fails.', {
    default: 'false',
  }),
})

export const FileCompressOperation = z.object({
  FileCompressConfig: required(FileCompressBlock, 'What is packed, and how.'),
})
