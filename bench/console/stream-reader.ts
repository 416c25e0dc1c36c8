// Holds so many streams of events open and reads them, in a process of its own: node stream-reader.ts URL TOKEN COUNT
const [, , url = '', token = '', count = '0'] = process.argv

const streams = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const headers = { authorization: `Bearer ${token}` }
    const { status, body } = await fetch(`${url}/_lemnis/api/events`, { headers })
    if (status !== 200 || !body) throw new Error(`a stream was answered ${status}`)
    return body
  }),
)
process.send?.('open')
await Promise.all(
  streams.map(async (stream) => {
    for await (const _ of stream);
  }),
)
