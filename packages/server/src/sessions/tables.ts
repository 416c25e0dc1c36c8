/** `reader` sees everything and changes nothing. */
export type Role = 'admin' | 'reader'

export interface ConsoleSessionRow {
  /** SHA-256 of what the cookie holds, hex. */
  id: string
  role: Role
  /** SHA-256 of the token that opened it, hex. */
  token_hash: string
  created_at: number
  used_at: number
  /** Of the browser that opened it. */
  address: string
}

export interface ConsoleLinkRow {
  /** SHA-256 of the code, hex. */
  id: string
  role: Role
  expires_at: number
}

declare module '../db/database.ts' {
  interface Tables {
    console_sessions: ConsoleSessionRow
    console_links: ConsoleLinkRow
  }
}
