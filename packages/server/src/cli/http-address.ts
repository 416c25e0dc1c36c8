const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i

/** An address as people write it: without a scheme it is an http address. */
export const withScheme = (text: string): string => (SCHEME.test(text) ? text : `http://${text}`)

/** `undefined` for what is no http or https address, and for one with a password, which `fetch` does not take. */
export function parseAddress(text: string): URL | undefined {
  const url = URL.parse(withScheme(text))
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined
  return url.username === '' && url.password === '' ? url : undefined
}
