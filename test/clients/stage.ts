import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { listen, type Answer } from './answers.ts'

export const APPID = '1250000000'
export const REGION = 'ap-guangzhou'

/** The service as a client meets it that has its proxy and its certificate set, and nothing else. */
export interface Stage extends AsyncDisposable {
  readonly service: RunningService
  /** Begins to listen: what is returned gives what the service answered since then. */
  listen(): () => Promise<readonly Answer[]>
  /** What a process needs to reach it under the vendor's names. */
  readonly env: Readonly<Record<string, string>>
  /** Of the authority that its certificate is from, PEM. */
  readonly authority: string
  /** For whatever a client writes. */
  readonly scratch: string
}

const NAMES = [
  `*.cos.${REGION}.myqcloud.com`,
  `*.ci.${REGION}.myqcloud.com`,
  // Written into a test of the Python SDK.
  '*.ci.ap-beijing.myqcloud.com',
  `*.pic.${REGION}.myqcloud.com`,
  `cos.${REGION}.myqcloud.com`,
  `ci.${REGION}.myqcloud.com`,
  'service.cos.myqcloud.com',
  '*.cos.accelerate.myqcloud.com',
  'sts.tencentcloudapi.com',
]

export async function openStage(scratch: string, buckets: readonly string[]): Promise<Stage> {
  const { certificate, key } = makeCertificate(scratch)
  const service = await startService({
    settings: {
      LEMNIS_BUCKETS: buckets.map((bucket) => `${bucket}@${REGION}`).join(','),
      LEMNIS_TLS_CERT: certificate,
      LEMNIS_TLS_KEY: key,
      LEMNIS_LOG_LEVEL: 'debug',
      LEMNIS_CORS_ORIGINS: '*',
    },
  })
  const proxy = `http://127.0.0.1:${service.port}`
  return {
    service,
    listen: () => listen(service),
    scratch,
    authority: readFileSync(certificate, 'utf8'),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: scratch,
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      http_proxy: proxy,
      https_proxy: proxy,
      REQUESTS_CA_BUNDLE: certificate,
      SSL_CERT_FILE: certificate,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

/** One that signs itself: clients take it as the only authority that they know. */
function makeCertificate(directory: string): { readonly certificate: string; readonly key: string } {
  const certificate = path.join(directory, 'certificate.pem')
  const key = path.join(directory, 'key.pem')
  const { status, stderr } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=lemnis-clients'],
    ...['-addext', `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(',')}`],
    ...['-keyout', key, '-out', certificate],
  ])
  if (status !== 0) throw new Error(`openssl made no certificate: ${String(stderr)}`)
  return { certificate, key }
}
