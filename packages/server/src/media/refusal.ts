export type RefusalCode = 'ResourceNotSupported' | 'InvalidArgument'

/**
 * Thrown in a child if the input is at fault: the same input would fail again, so the job is not retried. The message
 * is shown to the client and must contain no path of this machine.
 */
export class MediaRefusal extends Error {
  override readonly name = 'MediaRefusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Of a file that goes on after the most seconds that are allowed. */
export function inputTooLong(maxDurationS: number): MediaRefusal {
  return new MediaRefusal(
    'ResourceNotSupported',
    `The input is longer than ${maxDurationS} s, the limit set by LEMNIS_MAX_DURATION_S.`,
  )
}

/** One file has one description of each stream: packets of another can't be copied behind them. */
export function changesInside(): MediaRefusal {
  return new MediaRefusal(
    'ResourceNotSupported',
    'The input is a chain of recordings with other codecs, sample rates or channels: it can be encoded, not copied.',
  )
}
