const VALUES = /^[\t\x20-\x7e\x80-\xff]*$/

/** Whether no value would end its header early, also when it is written as Latin-1. */
export function isSendable(headers: Readonly<Record<string, string>>): boolean {
  return VALUES.test(Object.values(headers).join(''))
}

export interface RequestHead {
  /** With the port, unless it is the scheme's own. */
  readonly host: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodyBytes: number
}

/** Returns the head of a POST over a connection that is kept. */
export function requestHead({ host, path, headers, bodyBytes }: RequestHead): string {
  let head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`
  for (const name in headers) head += `${name}: ${headers[name] ?? ''}\r\n`
  return `${head}content-length: ${bodyBytes}\r\n\r\n`
}
