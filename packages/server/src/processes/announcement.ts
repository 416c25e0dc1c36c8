import type { Secrets } from './load-secrets.ts'

export interface Announcement {
  readonly url: string
  /** Whether it speaks TLS as well, on the same port. */
  readonly hasCertificate: boolean
  readonly secrets: Secrets
  /** Where callbacks may go, in a line. */
  readonly callbacks: string
  /** Whether a client has anywhere to put its files. */
  readonly hasBucket: boolean
  /** Secrets are shown on a terminal only: a redirected output ends in logs. */
  readonly isTerminal: boolean
}

const NO_BUCKET =
  'there is no bucket yet: start with one, such as LEMNIS_BUCKETS=media-1250000000@ap-guangzhou, or create it with an SDK'

/** The lines that a start prints; the last one says that the service is ready. */
export function announcement({
  url,
  hasCertificate,
  secrets,
  callbacks,
  hasBucket,
  isTerminal,
}: Announcement): string {
  const lines: string[] = []
  if (secrets.file !== undefined) lines.push(`keys are kept in ${secrets.file}`)
  if (isTerminal && secrets.file !== undefined) {
    lines.push(`LEMNIS_SECRET_ID=${secrets.secretId}`, `LEMNIS_SECRET_KEY=${secrets.secretKey}`)
  }
  if (!hasBucket) lines.push(NO_BUCKET)
  lines.push(
    callbacks,
    `lemnis listening on ${hasCertificate ? `${url.replace('http:', 'https:')} and ` : ''}${url}`,
  )
  return `${lines.join('\n')}\n`
}
