import { signal } from '@preact/signals'
import { readError } from './api-error.ts'

/** Who is signed in, as the service says it. */
export interface Session {
  readonly role: 'admin' | 'reader'
  /** Sent with each change. It stays in memory: a tab asks for it again. */
  readonly csrf: string
  readonly version: string
}

const PATH = '/_lemnis/console/session'

/** `undefined` until the service has answered; `null`: nobody. */
export const session = signal<Session | null | undefined>(undefined)

export const mayChange = (): boolean => session.value?.role === 'admin'

/** A code in the address signs in once, and is taken out of it first. */
export async function restoreSession(): Promise<void> {
  const code = /^#code=([0-9a-f]+)$/.exec(location.hash)?.[1]
  if (code !== undefined) {
    history.replaceState(null, '', location.pathname + location.search)
    if ((await signIn({ code })) === undefined) return
  }
  const answer = await fetch(PATH)
  session.value = answer.ok ? await readSession(answer) : null
}

/** Returns why it was refused; `undefined`: it was not. */
export async function signIn(proof: { token: string } | { code: string }): Promise<string | undefined> {
  const answer = await fetch(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proof),
  })
  if (answer.ok) {
    session.value = await readSession(answer)
    return undefined
  }
  return (await readError(answer)).message
}

export async function signOut(): Promise<void> {
  await fetch(PATH, { method: 'DELETE', headers: { 'x-lemnis-csrf': session.value?.csrf ?? '' } })
  session.value = null
}

async function readSession(answer: Response): Promise<Session> {
  return answer.json()
}
