import { APPID, REGION } from './stage.ts'

interface Account {
  readonly bucket: string
  readonly secretId: string
  readonly secretKey: string
}

const BUCKET = /\b(?!ap-|ci-)[a-z][a-z0-9-]*-1[0-9]{8,10}\b/g
const VENDOR_REGION = /\bap-(?:beijing|chongqing|chengdu|shanghai|guangzhou|hongkong|singapore|mumbai)\b/g
const CALLBACK = /https?:\/\/[\w.-]*callback[\w.-]*/g

/** A demo as it is (names in brackets are those of variables of the environment) but for its bucket, its region, its keys and the hosts of callbacks, which lead nowhere. */
export function adapt(source: string, { bucket, secretId, secretKey }: Account): string {
  return source
    .replace(BUCKET, bucket)
    .replace(VENDOR_REGION, REGION)
    .replace(CALLBACK, 'http://callback.invalid')
    .replace(/(?<!\[|Getenv\()(["'])Secret_?Id\1(?!\s*=>)/gi, `$1${secretId}$1`)
    .replace(/(?<!\[|Getenv\()(["'])Secret_?Key\1(?!\s*=>)/gi, `$1${secretKey}$1`)
    .replace(/(["'])12500000(?:00)?\1/g, `$1${APPID}$1`)
}
