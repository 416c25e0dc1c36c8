/** The user's own part, a dash, and the digits of the account. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]*-[0-9]+$/
const MAX_LENGTH = 60

export function isBucketName(text: string): boolean {
  return text.length <= MAX_LENGTH && BUCKET_NAME.test(text)
}

const REGION = /^[a-z0-9][a-z0-9-]{0,62}$/

export function isRegion(text: string): boolean {
  return REGION.test(text)
}

/** A label without a dash, as in `cos.x.local`, is part of a freely chosen host name and no region. */
const VENDOR_REGION = /^[a-z]+-[a-z0-9-]+$/

/** The region that a host names, if it does. */
export function regionOfHost(label: string | undefined): string | undefined {
  return label !== undefined && VENDOR_REGION.test(label) ? label : undefined
}
