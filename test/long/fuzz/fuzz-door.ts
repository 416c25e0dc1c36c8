import { Case } from './ask.ts'
import { wellFormed } from './judge-answer.ts'
import { makeKnown, newUpload } from './make-known.ts'
import { DOORS, type Door, type Known } from './doors.ts'
import { chance, luckOf, pick, type Luck } from './luck.ts'
import { cosHost } from './place.ts'
import { send, type FuzzRequest } from './send.ts'
import { spoilBytes } from './spoil-bytes.ts'
import { spoilTree } from './spoil-tree.ts'
import type { Fuzzing } from './fuzz-tag.ts'
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

/** Sends bodies that are spoilt in all ways to every door that reads XML, each answer being judged. */
export async function fuzzDoor({ bench, ledger, seed, ms }: Fuzzing): Promise<void> {
  const asking = { bench, ledger, where: 'doors' }
  const known = await makeKnown(bench.service)
  await watch(bench, { what: 'doors', ledger, ms }, async () => {
    const until = performance.now() + ms
    let next = 0
    const work = async (): Promise<void> => {
      while (performance.now() < until) {
        const number = next++
        const luck = luckOf(seed, number)
        const door = pick(luck.dice, DOORS)
        const own = new Case(asking, number)
        await knock(own, { door, known, luck, number })
        // One that was completed is over.
        if (number % 20 === 0) await renewUpload(own, bench, known)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  })
  const { status, body } = await send(bench.service, { method: 'GET', host: cosHost(), path: '/' })
  if (status !== 200 || !wellFormed(body))
    new Case(asking, -1).fail('the service does not list a bucket any more')
}

async function renewUpload(own: Case, { service }: Fuzzing['bench'], known: Known): Promise<void> {
  try {
    known.upload = await newUpload(service)
  } catch (error) {
    own.fail(`a new upload can't be made: ${String(error)}`)
  }
}

interface Knock {
  readonly door: Door
  readonly known: Known
  readonly luck: Luck
  readonly number: number
}

async function knock(own: Case, { door, known, luck, number }: Knock): Promise<void> {
  const asked = requestOf({ door, known, luck, number })
  const answer = await own.ask(asked, { busy: door.busy === true })
  if (answer?.status !== 200 || !door.undo) return
  for (const request of door.undo(answer.body.toString('utf8'), asked)) await own.ask(request)
}

function requestOf({ door, known, luck, number }: Knock): FuzzRequest {
  const { dice } = luck
  const query = door.query?.(known)
  const odd = chance(dice, 10) ? pick(dice, ['a', ...QUERIES]) : undefined
  const queries = [query, odd].filter((part) => part !== undefined)
  return {
    method: door.method,
    host: door.host(number),
    path: chance(dice, 3)
      ? `${door.path(known)}${pick(dice, ['/', '/x', '//', '%00', '%FF', 'x'])}`
      : door.path(known),
    ...(queries.length > 0 && { query: (chance(dice, 50) ? queries : queries.toReversed()).join('&') }),
    headers: { 'content-type': chance(dice, 10) ? pick(dice, CONTENT_TYPES) : 'application/xml' },
    body: bodyOf({ door, known, luck, number }),
  }
}

function bodyOf({ door, known, luck }: Knock): Buffer {
  const trees = door.body(known)(luck).map(treeOf)
  for (const tree of trees) spoilTree(tree, luck.dice)
  // Several ways of growing may come together.
  const body = Buffer.from(trees.map(written).join('')).subarray(0, MOST_BYTES)
  return spoilBytes(body, luck.dice)
}
