/** A path with its query, which is left out when it is empty. */
export function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString()
  return path + (search === '' ? '' : `?${search}`)
}
