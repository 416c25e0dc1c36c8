import { spawn } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import type { Stage } from '../stage.ts'

/** What it would ask of the rest of the world by itself. */
const ALONE = [
  ...['--disable-background-networking', '--disable-component-update', '--disable-default-apps'],
  ...['--disable-sync', '--metrics-recording-only', '--no-first-run', '--no-pings'],
]

/** Opens an address in a headless Chromium (or what CHROMIUM names) that has the service as its proxy. */
export function openBrowser({ service, scratch, authority, env }: Stage, url: string): AsyncDisposable {
  const child = spawn(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...ALONE],
      `--user-data-dir=${path.join(scratch, 'browser')}`,
      `--proxy-server=http://127.0.0.1:${service.port}`,
      `--ignore-certificate-errors-spki-list=${keyHash(authority)}`,
      url,
    ],
    // In a group of its own with the processes that it starts.
    { env: { ...env }, stdio: 'ignore', detached: true },
  )
  const ended = once(child, 'exit')
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}

/** Of the key of a certificate, as the browser takes it. */
function keyHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}
