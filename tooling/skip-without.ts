import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TestOptions } from 'vitest'

/** The program itself: what stands in the PATH is a script that wants another user. */
export const RABBITMQ_SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test is skipped: what it needs, a colon, and a sentence. */
    skipReason?: string
  }
}

interface Needed {
  readonly isHere: () => boolean
  readonly reason: string
}

/** What tests need that npm does not bring. `.ci/run` says which of it must be there, by these names. */
const NEEDS = {
  ffmpeg: {
    isHere: () => runs('ffprobe', '-version') && runs('ffmpeg', '-version'),
    reason: 'what this project makes is looked at with another build of FFmpeg, and there is none',
  },
  python3: {
    isHere: () => runs('python3', '-c', 'import zipfile, tarfile'),
    reason: 'archives are looked at and made with another implementation, and there is none',
  },
  chromium: {
    isHere: () => runs('chromium', '--version'),
    reason: 'the console is used with a real browser, and there is none',
  },
  pgbouncer: { isHere: () => runs('pgbouncer', '--version'), reason: 'there is no transaction pooler' },
  'rabbitmq-server': {
    isHere: () => existsSync(RABBITMQ_SERVER),
    reason: 'a test can start no broker of its own',
  },
  'published-pages': {
    isHere: () => process.env['LEMNIS_SHARED'] !== undefined,
    reason: 'the pages that the vendor published do not lie beside the project',
  },
  root: { isHere: () => process.getuid?.() === 0, reason: 'it is about what only root can do' },
} as const satisfies Record<string, Needed>

export type Need = keyof typeof NEEDS

const known = new Map<string, boolean>()

/** Whether something is here that tests need. */
export function isHere(need: Need): boolean {
  const answer = known.get(need) ?? NEEDS[need].isHere()
  known.set(need, answer)
  return answer
}

/** Options of a test, or of a group of them, that needs something: without it they are skipped, and the report says why. */
export function skipWithout(need: Need): TestOptions {
  return isHere(need) ? {} : skipFor(`${need}: ${NEEDS[need].reason}`)
}

/** Options of tests that are skipped; the reason begins with what they need and a colon. */
export function skipFor(skipReason: string): TestOptions {
  return { skip: true, meta: { skipReason } }
}

function runs(program: string, ...argv: readonly string[]): boolean {
  return spawnSync(program, argv).status === 0
}
