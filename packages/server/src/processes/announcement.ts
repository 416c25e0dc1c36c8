import type { Secrets } from './load-secrets.ts'

export interface Announcement {
  readonly url: string
  readonly secrets: Secrets
  /** Where callbacks may go, in a line. */
  readonly callbacks: string
  /** Secrets are shown on a terminal only: a redirected output ends in logs. */
  readonly isTerminal: boolean
}

/** The lines that a start prints; the last one says that the service is ready. */
export function announcement({ url, secrets, callbacks, isTerminal }: Announcement): string {
  const lines: string[] = []
  if (secrets.file !== undefined) lines.push(`keys are kept in ${secrets.file}`)
  if (isTerminal && secrets.file !== undefined) {
    lines.push(`LEMNIS_SECRET_ID=${secrets.secretId}`, `LEMNIS_SECRET_KEY=${secrets.secretKey}`)
  }
  lines.push(callbacks, `lemnis listening on ${url}`)
  return `${lines.join('\n')}\n`
}
