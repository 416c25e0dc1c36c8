import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Database } from '../../db/database.ts'
import {
  deleteOldSessions,
  deleteSession,
  findSession,
  insertLink,
  insertSession,
  takeLink,
  touchSession,
  type ConsoleSession,
} from '../../sessions/store.ts'
import type { Role } from '../../sessions/tables.ts'
import { roleOfToken, sha256, type OperatorTokens } from '../api/admin-guard.ts'

/** A session that nobody uses ends after the one, and any after the other, ms. */
const SESSION_LIMITS = { idleMs: 2 * 3_600_000, wholeMs: 12 * 3_600_000 } as const
/** Long enough to open the link, ms. */
const LINK_MS = 5 * 60_000
/** The time of the last use is written this often, ms. */
const TOUCH_MS = 60_000
const SECRET_BYTES = 32

export interface ConsoleSessionsOptions {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly tokens: OperatorTokens
}

/** A session, and the secret that a page of its browser sends with each change. */
export interface OpenSession {
  readonly session: ConsoleSession
  readonly csrf: string
}

/** The browsers that are signed in. All processes of one database know them. */
export class ConsoleSessions {
  readonly #options: ConsoleSessionsOptions

  constructor(options: ConsoleSessionsOptions) {
    this.#options = options
  }

  /** The role of a token; `undefined` for a wrong one. */
  roleOf(token: string): Role | undefined {
    return roleOfToken(token, this.#options.tokens)
  }

  /** Returns the code of a link that signs a browser in, once. */
  async createLink(role: Role): Promise<{ readonly code: string; readonly expiresAt: number } | undefined> {
    const { db, clock, ids } = this.#options
    const code = ids.randomHex(SECRET_BYTES)
    const now = clock.now()
    const expiresAt = now + LINK_MS
    const added = await db.transact((tx) => insertLink(tx, { id: sha256(code), role, expiresAt }, now))
    return added ? { code, expiresAt } : undefined
  }

  /** The role of a link's code, which is used up by that. */
  async redeemLink(code: string): Promise<Role | undefined> {
    const { db, clock } = this.#options
    const link = await db.transact((tx) => takeLink(tx, sha256(code)))
    return link && link.expiresAt > clock.now() ? link.role : undefined
  }

  /** Returns what the cookie of the new session holds. */
  async open(role: Role, address: string): Promise<{ readonly secret: string } & OpenSession> {
    const { db, clock, ids } = this.#options
    const secret = ids.randomHex(SECRET_BYTES)
    const now = clock.now()
    const tokenHash = this.#tokenHash(role)
    const session = { id: sha256(secret), role, tokenHash, createdAt: now, usedAt: now, address }
    const { idleMs, wholeMs } = SESSION_LIMITS
    await db.transact(async (tx) => {
      await deleteOldSessions(tx, { createdBefore: now - wholeMs, usedBefore: now - idleMs })
      await insertSession(tx, session)
    })
    return { secret, session, csrf: csrfOf(secret) }
  }

  /** The session of a cookie; `undefined` when it is over. */
  async find(secret: string): Promise<OpenSession | undefined> {
    const { db, clock } = this.#options
    const session = await findSession(db.reader, sha256(secret))
    const now = clock.now()
    if (!session || !this.#lives(session, now)) return undefined
    if (now - session.usedAt >= TOUCH_MS) await db.transact((tx) => touchSession(tx, session.id, now))
    return { session, csrf: csrfOf(secret) }
  }

  async close(secret: string): Promise<void> {
    await this.#options.db.transact((tx) => deleteSession(tx, sha256(secret)))
  }

  #lives({ role, tokenHash, createdAt, usedAt }: ConsoleSession, now: number): boolean {
    const { idleMs, wholeMs } = SESSION_LIMITS
    return now - usedAt < idleMs && now - createdAt < wholeMs && tokenHash === this.#tokenHash(role)
  }

  /** A reader may be signed in by a link when there is no read token. */
  #tokenHash(role: Role): string {
    const { admin, read } = this.#options.tokens
    return sha256(role === 'reader' && read !== undefined ? read : admin)
  }
}

/** Of the same secret as the cookie, which a page can't read: only who asked the service for it knows it. */
const csrfOf = (secret: string): string => sha256(`csrf ${secret}`)
