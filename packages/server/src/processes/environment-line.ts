import type { AppContext } from './app-context.ts'

/**
 * Returns what a program needs that started the service: a line of JSON. Its names are those of the settings, so that the
 * command line can be run with them, and `LEMNIS_URL`.
 */
export function environmentLine({ secrets, dataDir }: AppContext, url: string): string {
  const { hostname, port } = new URL(url)
  const environment = {
    LEMNIS_URL: url,
    LEMNIS_HOST: hostname,
    LEMNIS_PORT: port,
    LEMNIS_DATA_DIR: dataDir,
    LEMNIS_SECRET_ID: secrets.secretId,
    LEMNIS_SECRET_KEY: secrets.secretKey,
    LEMNIS_WEBHOOK_SECRET: secrets.webhookSecret,
    LEMNIS_ADMIN_TOKEN: secrets.adminToken,
  }
  return `${JSON.stringify(environment)}\n`
}
