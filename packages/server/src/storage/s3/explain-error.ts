import { S3ServiceException } from '@aws-sdk/client-s3'

export interface Explained {
  readonly what: string
  readonly advice: string
}

interface S3Service {
  readonly bucket: string
  readonly endpoint: string | undefined
  readonly region: string
}

type Explain = (service: S3Service) => Explained

const CREDENTIALS =
  'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or a profile, or the machine’s role) of a user of this bucket.'

const noBucket: Explain = ({ bucket, endpoint }) => ({
  what: `There is no bucket ${bucket} at ${hostOf(endpoint)}.`,
  advice:
    'Make it, or correct LEMNIS_STORAGE, LEMNIS_S3_ENDPOINT, LEMNIS_S3_REGION and LEMNIS_S3_PATH_STYLE.',
})

const denied: Explain = ({ bucket, endpoint }) => ({
  what: `${hostOf(endpoint)} denies these credentials access to the bucket ${bucket}.`,
  advice:
    'Allow them to list, get, put and delete there; when keys and rights are right, see the check "clock".',
})

const wrongKeys: Explain = ({ endpoint }) => ({
  what: `${hostOf(endpoint)} does not know the access key, or its secret is another one.`,
  advice: CREDENTIALS,
})

const noKeys: Explain = () => ({ what: 'There are no credentials for S3.', advice: CREDENTIALS })

const skewed: Explain = ({ endpoint }) => ({
  what: `The clock of this machine is too far from that of ${hostOf(endpoint)}.`,
  advice: 'Let NTP set the clock of this machine (timedatectl set-ntp true).',
})

const wrongRegion: Explain = ({ bucket, region }) => ({
  what: `The bucket ${bucket} is not in the region ${region}.`,
  advice: 'Set LEMNIS_S3_REGION to the region of the bucket.',
})

const unreachable: Explain = ({ endpoint }) => ({
  what: `Nothing answers at ${hostOf(endpoint)}.`,
  advice: 'Correct LEMNIS_S3_ENDPOINT, start the storage, or open the way to it.',
})

const BY_NAME: Readonly<Record<string, Explain>> = {
  NoSuchBucket: noBucket,
  CredentialsProviderError: noKeys,
  InvalidAccessKeyId: wrongKeys,
  SignatureDoesNotMatch: wrongKeys,
  AccessDenied: denied,
  RequestTimeTooSkewed: skewed,
  PermanentRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  TimeoutError: unreachable,
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
}

/** The answer to a HEAD has no body, and so no name of the error. */
const BY_STATUS: Readonly<Record<number, Explain>> = { 301: wrongRegion, 403: denied, 404: noBucket }

/** An error of the S3 client as a sentence and an advice; `undefined` for any other error. */
export function explainS3Error(error: unknown, service: S3Service): Explained | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const named = BY_NAME[error.name] ?? BY_NAME[code]
  if (named) return named(service)
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  return status === undefined ? undefined : BY_STATUS[status]?.(service)
}

const hostOf = (endpoint: string | undefined): string =>
  endpoint === undefined ? 'AWS' : new URL(endpoint).host
