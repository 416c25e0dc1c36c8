/** Headers that a request may replace for its own answer, as `response-<name>` in the query. */
export const REPLACEABLE_HEADERS: readonly string[] = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
]
