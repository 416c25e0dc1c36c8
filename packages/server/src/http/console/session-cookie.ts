const NAME = 'lemnis_session'
/** Only a page that came by TLS can set or overwrite it. */
const SECURE_NAME = `__Secure-${NAME}`

const nameOf = (isTls: boolean): string => (isTls ? SECURE_NAME : NAME)

/** What the cookie of a session holds; `undefined` without one. */
export function readSessionCookie(header: string | undefined, isTls: boolean): string | undefined {
  const prefix = `${nameOf(isTls)}=`
  const pair = header?.split(';').find((part) => part.trim().startsWith(prefix))
  const value = pair?.trim().slice(prefix.length)
  return value !== undefined && /^[0-9a-f]{64}$/.test(value) ? value : undefined
}

/** The `Set-Cookie` of a session; without `secret`, what removes it. */
export function sessionCookie(secret: string | undefined, isTls: boolean): string {
  const attributes = ['Path=/_lemnis/', 'HttpOnly', 'SameSite=Strict', ...(isTls ? ['Secure'] : [])]
  if (secret === undefined) attributes.push('Max-Age=0')
  return [`${nameOf(isTls)}=${secret ?? ''}`, ...attributes].join('; ')
}
