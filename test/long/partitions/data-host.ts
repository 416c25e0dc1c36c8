// The host with PostgreSQL and S3: `data-host.ts ADDRESS NETWORK`. Prints where they are, as JSON.
import { startPostgres } from '../../../tooling/postgres-server.ts'
import { startS3 } from '../../../tooling/s3-server.ts'

const [address = '', network = ''] = process.argv.slice(2)
const postgres = await startPostgres({ durable: true, network })
const s3 = await startS3(address)
const url = `postgres://postgres@${address}:${postgres.port}/postgres`
process.stdout.write(`${JSON.stringify({ url, ...s3 })}\n`)
