import { S3ServiceException } from '@aws-sdk/client-s3'

export interface Explained {
  readonly what: string
  readonly advice: string
}

interface S3Where {
  readonly bucket: string
  readonly endpoint: string | undefined
  readonly region: string
}

type Explain = (where: S3Where) => Explained

const CREDENTIALS =
  'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or a profile, or the machine’s role) of a user of this bucket.'

const noBucket: Explain = ({ bucket, endpoint }) => ({
  what: `There is no bucket ${bucket} at ${hostOf(endpoint)}.`,
  advice:
    'Make it, or correct LEMNIS_STORAGE, LEMNIS_S3_ENDPOINT, LEMNIS_S3_REGION and LEMNIS_S3_PATH_STYLE.',
})

const refused: Explain = ({ bucket, endpoint }) => ({
  what: `${hostOf(endpoint)} does not let these credentials into the bucket ${bucket}.`,
  advice: `Allow them to list, get, put and delete there; when keys and rights are right, see the check "clock".`,
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

const elsewhere: Explain = ({ bucket, region }) => ({
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
  AccessDenied: refused,
  RequestTimeTooSkewed: skewed,
  PermanentRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  TimeoutError: unreachable,
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
}

/** What a HEAD is answered with has no body that would name the error. */
const BY_STATUS: Readonly<Record<number, Explain>> = { 301: elsewhere, 403: refused, 404: noBucket }

/** An error of the S3 client as a sentence, and what to do; `undefined` when it speaks for itself. */
export function explainS3Error(error: unknown, where: S3Where): Explained | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const named = BY_NAME[error.name] ?? BY_NAME[code]
  if (named) return named(where)
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  return status === undefined ? undefined : BY_STATUS[status]?.(where)
}

const hostOf = (endpoint: string | undefined): string =>
  endpoint === undefined ? 'AWS' : new URL(endpoint).host
