export type RefusalCode = 'ResourceNotSupported' | 'InvalidArgument'

/**
 * Thrown in a child when the input is at fault: the same input fails again, so the job is not retried. The message
 * is shown to the client and must name no path of this machine.
 */
export class MediaRefusal extends Error {
  override readonly name = 'MediaRefusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}
