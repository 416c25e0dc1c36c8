import type { Reason } from '../reason.ts'

/** Of the Node SDK's own tests. */
export const NODEJS: readonly Reason[] = [
  {
    group: /^nodejs test$/,
    name: /^retry /,
    detail: /404 NoSuchBucket The bucket cos-sdk-err-retry-/,
    why: 'the test needs its author’s bucket, which fails on purpose',
  },
  {
    group: /^nodejs test$/,
    name: /getV4Auth\(\)/,
    detail: /403 AccessDenied The Authorization is incomplete or malformed/,
    why: 'the test signs as for the vendor’s API before this one',
  },
  {
    group: /^nodejs test$/,
    name: /listBucketInventory/,
    detail: /404 NoSuchConfiguration/,
    why: 'nothing is configured, because that is refused',
  },
  {
    group: /^nodejs test$/,
    name: /The Getobject Key is illegal [13]$/,
    detail: /^(Cannot read properties of undefined \(reading 'ETag'\)|The expression evaluated to a falsy)/,
    why: 'the test expects that slashes and dots of a key are taken away, and keys are what they are here',
  },
  {
    group: /^nodejs test$/,
    name: /SecretId格式错误/,
    detail: /^The expression evaluated to a falsy value/,
    why: 'white space around a SecretId is passed over here',
  },
  {
    group: /^nodejs test$/,
    name: /^task 队列 putObject/,
    detail: /^Timeout of 120000ms exceeded/,
    why: 'the test makes 1.2 GB byte by byte before it sends any, which takes a busy machine longer',
  },
  {
    group: /^nodejs test$/,
    name: /ECONNREFUSED/,
    detail: /err\.code === 'ECONNREFUSED'/,
    why: 'the test is about a port of its own machine',
  },
]
