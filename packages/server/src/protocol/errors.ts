/**
 * All error codes of the protocol, with their HTTP status on the object-storage host (`cos`) and on the job host
 * (`ci`). The vendor's spelling is kept, including its mistakes.
 */
const CATALOGUE = {
  // object storage
  AccessForbidden: { cos: 403, ci: 403 },
  BadDigest: { cos: 400, ci: 400 },
  BucketAlreadyExists: { cos: 409, ci: 409 },
  BucketAlreadyOwnedByYou: { cos: 409, ci: 409 },
  BucketNotEmpty: { cos: 409, ci: 409 },
  EntityTooLarge: { cos: 400, ci: 400 },
  EntityTooSmall: { cos: 400, ci: 400 },
  ExpiredToken: { cos: 400, ci: 400 },
  FileAlreadyExists: { cos: 409, ci: 409 },
  IncompleteBody: { cos: 400, ci: 400 },
  InvalidAccessKeyId: { cos: 403, ci: 403 },
  InvalidBucketName: { cos: 400, ci: 400 },
  InvalidCopySource: { cos: 400, ci: 400 },
  InvalidDelimiter: { cos: 400, ci: 400 },
  InvalidDigest: { cos: 400, ci: 400 },
  InvalidObjectName: { cos: 400, ci: 400 },
  InvalidPart: { cos: 400, ci: 400 },
  InvalidPartOrder: { cos: 400, ci: 400 },
  InvalidPolicyDocument: { cos: 400, ci: 400 },
  InvalidRange: { cos: 416, ci: 416 },
  InvalidRegionName: { cos: 400, ci: 400 },
  InvalidRequest: { cos: 400, ci: 400 },
  InvalidURI: { cos: 400, ci: 400 },
  KeyTooLong: { cos: 400, ci: 400 },
  MalformedPOSTRequest: { cos: 400, ci: 400 },
  MalformedXML: { cos: 400, ci: 400 },
  MethodNotAllowed: { cos: 405, ci: 405 },
  MissingRequestBodyError: { cos: 400, ci: 400 },
  NoSuchBucket: { cos: 404, ci: 404 },
  NoSuchBucketPolicy: { cos: 404, ci: 404 },
  NoSuchCORSConfiguration: { cos: 404, ci: 404 },
  NoSuchConfiguration: { cos: 404, ci: 404 },
  NoSuchEncryptionConfiguration: { cos: 404, ci: 404 },
  NoSuchKey: { cos: 404, ci: 404 },
  NoSuchLifecycleConfiguration: { cos: 404, ci: 404 },
  NoSuchTagSet: { cos: 404, ci: 404 },
  NoSuchUpload: { cos: 404, ci: 404 },
  NoSuchVersion: { cos: 404, ci: 404 },
  NoSuchWebsiteConfiguration: { cos: 404, ci: 404 },
  PreconditionFailed: { cos: 412, ci: 412 },
  ReplicationConfigurationNotFoundError: { cos: 404, ci: 404 },
  RequestTimeTooSkewed: { cos: 403, ci: 403 },
  RequestTimeout: { cos: 400, ci: 400 },
  SignatureDoesNotMatch: { cos: 403, ci: 403 },
  XMLSizeLimit: { cos: 400, ci: 400 },
  // jobs
  ActiveWorkflowForbiddenUpdate: { cos: 403, ci: 403 },
  CreatedTemplateNumLimit: { cos: 403, ci: 403 },
  InvalidAuthorization: { cos: 403, ci: 401 },
  InvalidContent: { cos: 400, ci: 400 },
  InvalidHost: { cos: 400, ci: 400 },
  InvalidUrl: { cos: 404, ci: 404 },
  MediaBucketAlreadyBinded: { cos: 403, ci: 403 },
  MediaBucketUnBinded: { cos: 403, ci: 403 },
  MissingAuthorization: { cos: 403, ci: 401 },
  MissingContent: { cos: 400, ci: 400 },
  QueueNotFound: { cos: 404, ci: 404 },
  QueueSaturated: { cos: 403, ci: 403 },
  ResourceAccessDenied: { cos: 400, ci: 400 },
  ResourceDownloadFailed: { cos: 400, ci: 400 },
  ResourceNotFound: { cos: 404, ci: 404 },
  ResourceNotSupported: { cos: 400, ci: 400 },
  SecretidNotExist: { cos: 403, ci: 401 },
  SignatureExpired: { cos: 403, ci: 401 },
  TemplateNameDuplicate: { cos: 403, ci: 403 },
  TemplateNotFound: { cos: 404, ci: 404 },
  WorkFlowNumLimit: { cos: 403, ci: 403 },
  WriteTargetBucketDenied: { cos: 403, ci: 403 },
  // both
  AccessDenied: { cos: 403, ci: 403 },
  InternalError: { cos: 500, ci: 500 },
  InvalidArgument: { cos: 400, ci: 400 },
  MissingContentLength: { cos: 411, ci: 411 },
  NotImplemented: { cos: 501, ci: 501 },
  ServiceUnavailable: { cos: 503, ci: 503 },
  SlowDown: { cos: 503, ci: 429 },
} as const

export type ErrorCode = keyof typeof CATALOGUE

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(CATALOGUE, text)
}

export interface ProtocolErrorOptions {
  /** Overrides the catalogue's status, for a code with two of them (InvalidContent is 413 when too large). */
  readonly status?: number
  readonly cause?: unknown
  /** The Retry-After of the response, s. */
  readonly retryAfterS?: number
}

/** An error that is shown to the client as it is: its message must not name a path or secret of this machine. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ErrorCode
  readonly retryAfterS: number | undefined
  readonly #status: number | undefined

  constructor(code: ErrorCode, message: string, options: ProtocolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterS = options.retryAfterS
    this.#status = options.status
  }

  statusOn(host: 'cos' | 'ci'): number {
    return this.#status ?? CATALOGUE[this.code][host]
  }
}
