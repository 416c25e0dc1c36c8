import { z } from 'zod'
import { FLATTENS, FORMATS, TYPES } from './block.ts'

/** The FileCompressConfig block as it was sent. */
export const Params = z.object({
  flatten: z.enum(FLATTENS).exactOptional(),
  format: z.enum(FORMATS),
  type: z.enum(TYPES).exactOptional(),
  /** As it was sent; `key` is what it names. */
  urlList: z.object({ text: z.string(), key: z.string() }).exactOptional(),
  prefix: z.string().exactOptional(),
  keys: z.array(z.string()),
  ignoreError: z.enum(['true', 'false']).exactOptional(),
})
export type Params = z.infer<typeof Params>

/** What an archive is made of. */
export type Source =
  | { readonly kind: 'list'; readonly key: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'keys'; readonly keys: readonly string[] }

/** Of several ways to name objects, the vendor's pages take UrlList before Prefix and Prefix before Key. */
export function sourceOf({ urlList, prefix, keys }: Pick<Params, 'urlList' | 'prefix' | 'keys'>): Source {
  if (urlList) return { kind: 'list', key: urlList.key }
  if (prefix === undefined) return { kind: 'keys', keys }
  // No key begins so: it is how the whole bucket is spelt.
  return { kind: 'prefix', prefix: prefix === '/' ? '' : prefix }
}

export const Result = z.object({
  files: z.int(),
  errors: z.int(),
  /** Keys of the first of those that were left out. */
  leftOut: z.array(z.string()),
})
export type Result = z.infer<typeof Result>
