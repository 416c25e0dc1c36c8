import { Case } from './case.ts'
import { wellFormed } from './check-answer.ts'
import { makeFixtures, newUpload } from './make-fixtures.ts'
import { ENTRY_POINTS, type EntryPoint, type Fixtures } from './entry-points.ts'
import { chance, caseRandom, pick, type CaseRandom } from './case-random.ts'
import { cosHost } from './hosts.ts'
import { send, type FuzzRequest } from './send.ts'
import { corruptBytes } from './corrupt-bytes.ts'
import { corruptTree } from './corrupt-tree.ts'
import type { FuzzOptions } from './fuzz-tag.ts'
import { treeOf, written } from './tree.ts'
import { watch } from './watch.ts'

const AT_ONCE = 6
const MOST_BYTES = 2_000_000

const CONTENT_TYPES = [
  ...[
    'text/xml',
    'application/xml; charset=gbk',
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
  ],
  ...['application/x-www-form-urlencoded', 'x', '', ';', 'application/xml; charset="', 'a'.repeat(2_000)],
] as const

const QUERIES = [
  ...[
    'a',
    'a=b',
    '=',
    '&&',
    'a=b&a=c',
    '%00',
    '%',
    '%zz=%',
    '%FF',
    'a=%E4%B8',
    '__proto__=a',
    'uploadId=',
    'delete',
    'uploads',
  ],
  ...[
    'prefix=%00',
    'ci-process=snapshot',
    'tag=x',
    'cancel',
    'active',
    'paused',
    'workflowId',
    'object=',
    'acl',
    'cors',
  ],
  ...[
    'versionId=x',
    'q-sign-algorithm=x',
    'response-content-type=a%0D%0Ab',
    `a=${'b'.repeat(4_000)}`,
    'a=中',
  ],
].map((query) => query.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent))

/** Sends corrupted bodies of all kinds to every entry point that reads XML, and checks each response. */
export async function fuzzEntryPoints({ harness, results, seed, ms }: FuzzOptions): Promise<void> {
  const options = { harness, results, where: 'entry points' }
  const fixtures = await makeFixtures(harness.service)
  await watch(harness, { what: 'entry points', results, ms }, async () => {
    const until = performance.now() + ms
    let next = 0
    const work = async (): Promise<void> => {
      while (performance.now() < until) {
        const number = next++
        const random = caseRandom(seed, number)
        const entryPoint = pick(random.seeded, ENTRY_POINTS)
        const currentCase = new Case(options, number)
        await sendCorrupted(currentCase, { entryPoint, fixtures, random, number })
        // One that was completed is over.
        if (number % 20 === 0) await renewUpload(currentCase, harness, fixtures)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  })
  const { status, body } = await send(harness.service, { method: 'GET', host: cosHost(), path: '/' })
  if (status !== 200 || !wellFormed(body))
    new Case(options, -1).fail('the service does not list a bucket any more')
}

async function renewUpload(
  currentCase: Case,
  { service }: FuzzOptions['harness'],
  fixtures: Fixtures,
): Promise<void> {
  try {
    fixtures.upload = await newUpload(service)
  } catch (error) {
    currentCase.fail(`a new upload can't be made: ${String(error)}`)
  }
}

interface EntryPointCase {
  readonly entryPoint: EntryPoint
  readonly fixtures: Fixtures
  readonly random: CaseRandom
  readonly number: number
}

async function sendCorrupted(
  currentCase: Case,
  { entryPoint, fixtures, random, number }: EntryPointCase,
): Promise<void> {
  const request = requestOf({ entryPoint, fixtures, random, number })
  const answer = await currentCase.ask(request, { busy: entryPoint.busy === true })
  if (answer?.status !== 200 || !entryPoint.undo) return
  for (const undoing of entryPoint.undo(answer.body.toString('utf8'), request)) await currentCase.ask(undoing)
}

function requestOf({ entryPoint, fixtures, random, number }: EntryPointCase): FuzzRequest {
  const { seeded } = random
  const query = entryPoint.query?.(fixtures)
  const odd = chance(seeded, 10) ? pick(seeded, ['a', ...QUERIES]) : undefined
  const queries = [query, odd].filter((part) => part !== undefined)
  return {
    method: entryPoint.method,
    host: entryPoint.host(number),
    path: chance(seeded, 3)
      ? `${entryPoint.path(fixtures)}${pick(seeded, ['/', '/x', '//', '%00', '%FF', 'x'])}`
      : entryPoint.path(fixtures),
    ...(queries.length > 0 && { query: (chance(seeded, 50) ? queries : queries.toReversed()).join('&') }),
    headers: { 'content-type': chance(seeded, 10) ? pick(seeded, CONTENT_TYPES) : 'application/xml' },
    body: bodyOf({ entryPoint, fixtures, random, number }),
  }
}

function bodyOf({ entryPoint, fixtures, random }: EntryPointCase): Buffer {
  const trees = entryPoint.body(fixtures)(random).map(treeOf)
  for (const tree of trees) corruptTree(tree, random.seeded)
  // Several ways of growing may come together.
  const body = Buffer.from(trees.map(written).join('')).subarray(0, MOST_BYTES)
  return corruptBytes(body, random.seeded)
}
