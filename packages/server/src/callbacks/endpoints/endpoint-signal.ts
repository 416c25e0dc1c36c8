import type { ScopeLevel } from '../scope.ts'

/** What an attempt tells about where it went, whatever becomes of the callback. */
export type EndpointSignal =
  | { readonly kind: 'works' }
  /** It answered, and did not want this callback: others may fare better. */
  | { readonly kind: 'refuses'; readonly reason: string }
  /** No answer, or one that says it can't serve now: others would fare no better. */
  | { readonly kind: 'fails'; readonly reason: string }
  | { readonly kind: 'asks-for-time'; readonly pauseMs: number; readonly reason: string }
  /** It wants no callback any more. */
  | { readonly kind: 'gone'; readonly reason: string }

/** What an attempt tells of each scope. One that is missing was not asked: the attempt never came so far. */
export type Signals = Readonly<Partial<Record<ScopeLevel, EndpointSignal>>>
