/** The error codes of the vendor's service for temporary keys that can occur here. */
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

/** An error of a request for a temporary key, which is shown to the client. */
export class StsError extends Error {
  override readonly name = 'StsError'
  readonly code: StsErrorCode

  constructor(code: StsErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
