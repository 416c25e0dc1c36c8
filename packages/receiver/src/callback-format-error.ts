/**
 * - `too-large`, `too-deep`: beyond the limits;
 * - `malformed`: neither well-formed XML nor JSON in UTF-8;
 * - `unknown-event`: an EventName that this version does not know;
 * - `unexpected-shape`: well-formed, but not a callback of its EventName.
 */
export type CallbackFormatFailure =
  'too-large' | 'too-deep' | 'malformed' | 'unknown-event' | 'unexpected-shape'

/** The body can't be read as a callback. `reason` says why; the message repeats no value of the body. */
export class CallbackFormatError extends Error {
  override readonly name = 'CallbackFormatError'
  readonly reason: CallbackFormatFailure

  constructor(reason: CallbackFormatFailure, message: string) {
    super(message)
    this.reason = reason
  }
}
