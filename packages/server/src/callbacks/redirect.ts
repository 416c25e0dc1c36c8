import { checkCallbackUrl, destinationOf } from './address-guard.ts'
import { ruleOf } from './allow-list.ts'
import { endpointOf } from './scope.ts'

/**
 * Where all callbacks go instead of their own addresses: `LEMNIS_CALLBACK_TO`. It applies when a callback is sent, and
 * is not stored with it. So it also applies to callbacks that were made before it was set, and to none after it is unset.
 */
export interface Redirect {
  readonly url: string
  readonly endpoint: string
}

/**
 * Reads the setting; empty: no redirect.
 * @throws TypeError with a sentence for the operator.
 */
export function parseRedirect(text: string): Redirect | undefined {
  if (text === '') return undefined
  const url = URL.parse(text)
  const allow = url ? [ruleOf(destinationOf(url))] : []
  const reason = checkCallbackUrl(text, { allow, loopbackOpen: true })
  if (reason === undefined) return { url: text, endpoint: endpointOf(text) }
  throw new TypeError(`${reason}. Give an http or https address, such as http://localhost:3000/callback`)
}

/** Returns the URL that a callback is sent to. */
export function targetUrl({ url }: { readonly url: string }, redirect: Redirect | undefined): string {
  return redirect?.url ?? url
}
