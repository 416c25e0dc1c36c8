import { pageCallback, pageXml } from './documented-bodies.ts'

const NAMES = [
  'createDuplicateFilter',
  'createFetchHandler',
  'createNodeHandler',
  'parseCallback',
  'sign',
  'verify',
  'webhookKeys',
  'WebhookVerificationError',
].join(', ')

/** Returns a program that uses the installed package and prints the results. */
export function checkProgram(kind: 'ESM' | 'CommonJS'): string {
  const load =
    kind === 'ESM'
      ? `import { ${NAMES} } from '@lemnis/receiver'`
      : `const { ${NAMES} } = require('@lemnis/receiver')`
  return `${load}
const secret = 'whsec_' + 'a'.repeat(32)
const xml = ${JSON.stringify(pageXml)}
const json = ${JSON.stringify(JSON.stringify(pageCallback))}

function headersOf(body, id) {
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = sign({ id, timestamp }, body, webhookKeys(secret))
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

function refusal(run) {
  try {
    run()
  } catch (error) {
    return error instanceof WebhookVerificationError ? error.reason : String(error)
  }
}

async function check() {
  const keys = webhookKeys(secret)
  const calls = []
  const handler = createFetchHandler({
    secrets: secret,
    duplicates: createDuplicateFilter(),
    onCallback: async (callback, { id }) => calls.push(id + ' ' + callback.EventName),
  })
  const post = async (body, headers) =>
    (await handler(new Request('http://localhost/', { method: 'POST', body, headers }))).status
  return {
    verified: verify({ headers: headersOf(xml, 'msg_1'), body: xml, keys }).id,
    refused: refusal(() => verify({ headers: headersOf(xml, 'msg_1'), body: json, keys })),
    xml: parseCallback(new TextEncoder().encode(xml)),
    json: parseCallback(json),
    answers: [
      await post(xml, headersOf(xml, 'msg_1')),
      await post(xml, headersOf(xml, 'msg_1')),
      await post(json, headersOf(json, 'msg_2')),
      await post(json, headersOf(xml, 'msg_3')),
    ],
    calls,
    nodeHandler: typeof createNodeHandler({ secrets: secret, onCallback: () => {} }),
  }
}

check().then((result) => console.log(JSON.stringify(result)))
`
}

export const EXPECTED_OF_CHECK = {
  verified: 'msg_1',
  refused: 'wrong-signature',
  xml: pageCallback,
  json: pageCallback,
  answers: [204, 204, 204, 401],
  calls: ['msg_1 TaskFinish', 'msg_2 TaskFinish'],
  nodeHandler: 'function',
} as const
