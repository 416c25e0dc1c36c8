import COS from 'cos-nodejs-sdk-v5'
import type { RunningService } from '../tooling/start-service.ts'

/** The official SDK with Lemnis as its HTTP proxy: host names, signatures and calls stay what they are against the cloud. */
export function openSdk(service: Pick<RunningService, 'secretId' | 'secretKey' | 'url'>): COS {
  const { secretId: SecretId, secretKey: SecretKey, url: Proxy } = service
  return new COS({ SecretId, SecretKey, Protocol: 'http:', Proxy })
}

export interface JobCall {
  readonly bucket: string
  readonly region: string
  readonly method?: string
  /** Without its first slash. */
  readonly path: string
  readonly query?: Record<string, string> | undefined
  /** XML, or what the SDK makes the XML of a Request of. */
  readonly body?: string | object | undefined
}

/** A call of the job API through the SDK's own generic request, as its documentation shows it. */
export async function askJobs(cos: COS, call: JobCall): Promise<COS.RequestResult> {
  return cos.request(requestOf(call))
}

/** The same, with the answer as it came. */
export async function askJobsForXml(cos: COS, call: JobCall): Promise<string> {
  const { Body } = await cos.request({ ...requestOf(call), RawBody: true })
  return String(Body)
}

function requestOf(call: JobCall): COS.RequestParams {
  const { bucket: Bucket, region: Region, method: Method = 'GET', path: Key, query: Query, body } = call
  const Body = typeof body === 'object' ? COS.util.json2xml({ Request: body }) : body
  return {
    Bucket,
    Region,
    Method,
    Key,
    Url: `http://${Bucket}.ci.${Region}.myqcloud.com/${Key}`,
    ...(Query && { Query }),
    ...(Body !== undefined && { Body, ContentType: 'application/xml' }),
  }
}
