import type { ScopeLevel } from '../scope.ts'

/** What an attempt says about the health of its endpoint, whatever it means for the callback. */
export type EndpointSignal =
  | { readonly kind: 'success' }
  /** The receiver rejected this callback: it may accept others. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** No response, or one that says that the receiver can't serve now: others would fail, too. */
  | { readonly kind: 'failure'; readonly reason: string }
  /** The receiver asked for a pause. */
  | { readonly kind: 'retry-after'; readonly pauseMs: number; readonly reason: string }
  /** The receiver wants no more callbacks. */
  | { readonly kind: 'gone'; readonly reason: string }

/** The signals of one attempt. A level is missing when the attempt did not get that far. */
export type Signals = Readonly<Partial<Record<ScopeLevel, EndpointSignal>>>
