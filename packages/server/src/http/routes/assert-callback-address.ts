import { checkCallbackUrl, checkUrlForm } from '../../callbacks/address-guard.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { RouteContext } from '../route-context.ts'

/** Throws InvalidArgument for an address that callbacks may not be sent to. `path` names its element in the message. */
export function assertCallbackAddress(
  { callbackAddresses }: Pick<RouteContext, 'callbackAddresses'>,
  { path, url }: { readonly path: string; readonly url: string | undefined },
): void {
  if (url === undefined || url === '' || url === 'no') return
  const reason = callbackAddresses ? checkCallbackUrl(url, callbackAddresses) : checkUrlForm(url)
  if (reason !== undefined) throw new ProtocolError('InvalidArgument', `${path} can't be called: ${reason}.`)
}
