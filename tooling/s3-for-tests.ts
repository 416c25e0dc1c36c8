import { startS3, type S3Server } from './s3-server.ts'

let server: S3Server | undefined

/** Vitest's global set-up of the tests with S3 as the storage: one server for all. */
export async function setup(): Promise<void> {
  if (process.env['LEMNIS_TEST_S3'] !== undefined) return
  server = await startS3()
  process.env['LEMNIS_TEST_S3'] = JSON.stringify(server)
}

export async function teardown(): Promise<void> {
  await server?.[Symbol.asyncDispose]()
}
