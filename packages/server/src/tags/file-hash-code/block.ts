import { z } from 'zod'
import { optional, required } from '../parameters/fields.ts'
import { choice, flag } from '../parameters/kinds.ts'
import { HASH_TYPES } from './hash-bytes.ts'

export const FileHashCodeBlock = z.object({
  Type: required(choice(HASH_TYPES), 'The hash that is computed.'),
  AddToHeader: optional(flag(), 'Whether the object gets the hash as a header.', { default: 'false' }),
})

export const FileHashCodeOperation = z.object({
  FileHashCodeConfig: required(FileHashCodeBlock, 'What is computed.'),
})
