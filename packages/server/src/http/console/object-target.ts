import type { Target } from '../../protocol/hosts.ts'
import { percentDecode } from '../../protocol/percent-encoding.ts'
import type { Reply } from '../call.ts'
import type { HttpSettings } from '../config.ts'
import { isConsoleHost } from './console-hosts.ts'

/** Below it the object protocol is served by path, `BUCKET/KEY`, to who is known by a token or a session. */
export const OBJECTS_ROOT = '/_lemnis/objects/'

/** The target of an object's call below {@link OBJECTS_ROOT}; `undefined` for a path that names no bucket. */
export function objectTarget(target: Target): Target | undefined {
  const path = target.rawPath.slice(OBJECTS_ROOT.length)
  const slash = path.indexOf('/')
  const bucket = percentDecode(slash === -1 ? path : path.slice(0, slash))
  const key = slash === -1 ? '' : percentDecode(path.slice(slash + 1))
  if (bucket === undefined || bucket === '' || key === undefined) return undefined
  return { ...target, service: 'cos', bucket, key, pathStyle: true }
}

/** Bytes of these types show themselves and run nothing. */
const SHOWN = /^(?:audio|video|image)\/(?!svg)|^text\/plain\b/

/**
 * What anybody uploaded, at the console's own origin: it runs no script and has no access to the page around it. Only sound,
 * film, pictures and plain text are shown; all else is saved.
 */
export function withoutScripts(reply: Reply): Reply {
  const { 'content-type': type = '', 'content-disposition': disposition } = reply.headers ?? {}
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'self'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      ...(disposition === undefined && !SHOWN.test(type) && { 'content-disposition': 'attachment' }),
    },
  }
}

/** Whether objects that are asked for at `host` have the origin of the console. */
export function sharesOrigin(
  { console: isOn, consoleOrigin, publicNames }: HttpSettings,
  host: string,
): boolean {
  return isOn && consoleOrigin === undefined && isConsoleHost(host, { publicNames, origin: undefined })
}

/** A browser would run the scripts of these, or show them as pages. */
const PAGES = /\b(?:html|xml|svg)\b/i
const READS_OBJECT = 'cos:GetObject'

/** The answer of the protocol at an origin that is also the console's: a page in an object has no part of that. */
export function asForeign(reply: Reply, route: string): Reply {
  const { 'content-type': type = '', 'content-disposition': disposition } = reply.headers ?? {}
  const isPage = route === READS_OBJECT && disposition === undefined && PAGES.test(type)
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'content-security-policy': 'sandbox',
      ...(isPage && { 'content-disposition': 'attachment' }),
    },
  }
}
