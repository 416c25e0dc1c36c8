// The host that callbacks go to: `receiver-host.ts ADDRESS PORT`. Prints each as `JOB WEBHOOK_ID`.
import { createServer } from 'node:http'

const [address = '', port = ''] = process.argv.slice(2)
createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const job = /<JobId>([^<]+)<\/JobId>/.exec(Buffer.concat(chunks).toString())?.[1]
    if (job !== undefined) process.stdout.write(`${job} ${String(request.headers['webhook-id'])}\n`)
    response.end()
  })
}).listen(Number(port), address, () => process.stdout.write('ready\n'))
