import { ProtocolError } from '../../protocol/errors.ts'
import type { Query } from '../../protocol/query.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'
import { countParameter, optionalParameter } from './read-parameters.ts'

const DEFAULT_SIZE = 10
const MAX_SIZE = 100
const MAX_PAGE = 1_000_000

/** A page of a list that is read by page numbers. */
export interface NumberedPage {
  readonly number: number
  readonly size: number
  /** Of its first entry. */
  readonly offset: number
}

/** Reads pageNumber and pageSize. Throws InvalidArgument. */
export function readNumberedPage(query: Query, defaultSize = DEFAULT_SIZE): NumberedPage {
  const number = countParameter(query, 'pageNumber', { fallback: 1, max: MAX_PAGE })
  const size = countParameter(query, 'pageSize', { fallback: defaultSize, max: MAX_SIZE })
  return { number, size, offset: (number - 1) * size }
}

/** A list by ids shows all of them by default. */
export function defaultSizeFor(ids: readonly string[]): number {
  return Math.max(DEFAULT_SIZE, ids.length)
}

export function pageNodes({ number, size }: NumberedPage, total: number): readonly XmlNode[] {
  return [
    ['TotalCount', String(total)],
    ['PageNumber', String(number)],
    ['PageSize', String(size)],
  ]
}

/** Reads `size` of a list that is read by NextToken. Throws InvalidArgument. */
export function readListSize(query: Query): number {
  return countParameter(query, 'size', { fallback: DEFAULT_SIZE, max: MAX_SIZE })
}

/** The NextToken of the page before: the seq of its last entry. Throws InvalidArgument. */
export function readNextToken(query: Query): number | undefined {
  const text = optionalParameter(query, 'nextToken')
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new ProtocolError('InvalidArgument', 'nextToken must be the NextToken of an earlier answer.')
}

/** Returns a page and its NextToken, which is empty on the last page. `found` has one entry more when there is a next page. */
export function cutPage<T extends { readonly seq: number }>(
  found: readonly T[],
  size: number,
): { readonly page: readonly T[]; readonly nextToken: string } {
  const page = found.slice(0, size)
  return { page, nextToken: found.length > size ? String(page.at(-1)?.seq ?? '') : '' }
}
