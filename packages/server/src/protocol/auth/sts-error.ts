/** The codes that the vendor's service for temporary keys has, as far as they can come up here. */
type StsErrorCode =
  | 'AuthFailure.InvalidAuthorization'
  | 'AuthFailure.SecretIdNotFound'
  | 'AuthFailure.SignatureExpire'
  | 'AuthFailure.SignatureFailure'
  | 'InternalError'
  | 'InvalidAction'
  | 'InvalidParameter'
  | 'InvalidParameter.OverTimeError'
  | 'InvalidParameter.StrategyInvalid'
  | 'InvalidParameterValue'
  | 'MissingParameter'
  | 'NoSuchVersion'
  | 'UnauthorizedOperation'
  | 'UnsupportedOperation'

/** An error that is shown to whoever asks for a temporary key. */
export class StsError extends Error {
  override readonly name = 'StsError'
  readonly code: StsErrorCode

  constructor(code: StsErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
