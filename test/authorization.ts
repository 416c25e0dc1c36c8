import { createHash, createHmac } from 'node:crypto'

export interface ToSign {
  readonly secretId: string
  readonly secretKey: string
  readonly method: string
  /** Decoded, with the leading slash. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** `<start>;<end>`, seconds since 1970. */
  readonly keyTime: string
}

/** The `Authorization` header of a request, written from the published algorithm and independent of the service. */
export function authorization({
  secretId,
  secretKey,
  method,
  path,
  query,
  headers,
  keyTime,
}: ToSign): string {
  const [queryList, queryText] = listed(query)
  const [headerList, headerText] = listed(headers)
  const httpString = [method.toLowerCase(), path, queryText, headerText, ''].join('\n')
  const toSign = ['sha1', keyTime, createHash('sha1').update(httpString).digest('hex'), ''].join('\n')
  const signature = hmac(hmac(secretKey, keyTime), toSign)
  return (
    `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${keyTime}&q-key-time=${keyTime}` +
    `&q-header-list=${headerList}&q-url-param-list=${queryList}&q-signature=${signature}`
  )
}

function listed(values: Readonly<Record<string, string>>): [names: string, text: string] {
  const pairs = Object.entries(values)
    .map(([name, value]) => [encode(name).toLowerCase(), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return [pairs.map(([name]) => name).join(';'), pairs.map((pair) => pair.join('=')).join('&')]
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const hmac = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex')
