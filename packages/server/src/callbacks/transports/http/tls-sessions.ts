/** A session is about 2 KB. */
const MAX_SESSIONS = 256

/** The last TLS session with each origin: resuming it saves half of the next handshake. */
export class TlsSessions {
  /** The least recently updated first. */
  readonly #sessions = new Map<string, Buffer>()

  get(origin: string): Buffer | undefined {
    return this.#sessions.get(origin)
  }

  set(origin: string, session: Buffer): void {
    this.#sessions.delete(origin)
    this.#sessions.set(origin, session)
    const [oldest] = this.#sessions.keys()
    if (oldest !== undefined && this.#sessions.size > MAX_SESSIONS) this.#sessions.delete(oldest)
  }
}
