import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Behaviour } from './faulty-server.ts'

/** What a receiver answers to each request, in Latin-1, and what it does afterwards. */
export interface OddAnswer {
  readonly pieces: readonly string[]
  readonly then: 'nothing' | 'end' | 'reset'
  /** See `describeResponse`. */
  readonly seen: string
  /** Whether the next request uses the same connection. */
  readonly reused: boolean
}

const PIECE_MS = 5

/** Sends the pieces one after the other, so that they arrive apart. */
export function answering({ pieces, then }: OddAnswer): Behaviour {
  return { onRequest: (socket) => sendPieces(socket, pieces, then) }
}

function sendPieces(socket: Socket, [piece, ...others]: readonly string[], then: OddAnswer['then']): void {
  if (piece !== undefined) socket.write(Buffer.from(piece, 'latin1'))
  if (others.length > 0) setTimeout(() => sendPieces(socket, others, then), PIECE_MS)
  else if (then === 'end') socket.end()
  // Later, because a reset discards what the other side has not read.
  else if (then === 'reset') setTimeout(() => void socket.resetAndDestroy(), PIECE_MS)
}

type Change = Partial<OddAnswer>

/** The answer `200` with the body `ok`, over a connection that is used again, unless `change` says otherwise. */
const answer = (text: string | readonly string[], change: Change = {}): OddAnswer => ({
  pieces: typeof text === 'string' ? [text] : text,
  then: 'nothing',
  seen: '200, 2 B',
  reused: true,
  ...change,
})

const closing = (text: string | readonly string[], change: Change = {}): OddAnswer =>
  answer(text, { reused: false, ...change })

const ending = (text: string, change: Change = {}): OddAnswer => closing(text, { then: 'end', ...change })

const OK = 'HTTP/1.1 200 OK\r\n'
const BODY = 'Content-Length: 2\r\n\r\nok'
const CHUNKS = 'Transfer-Encoding: chunked\r\n\r\n'
const SIMPLE = `${OK}${BODY}`
const gzipped = gzipSync('ok').toString('latin1')
const empty = (status: string): string => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`

/** Legal, however rarely they are seen. */
export const legalAnswers = {
  'sends 100 Continue first': answer(`HTTP/1.1 100 Continue\r\n\r\n${SIMPLE}`),
  'sends 100 Continue long before the rest': answer(['HTTP/1.1 100 Continue\r\n\r\n', SIMPLE]),
  'sends 102 Processing first': answer(`HTTP/1.1 102 Processing\r\n\r\n${SIMPLE}`),
  'sends 103 Early Hints with headers first': answer(
    `HTTP/1.1 103 Early Hints\r\nLink: <a>; rel=preload\r\nContent-Length: 9\r\n\r\n${SIMPLE}`,
  ),
  'sends an unknown 1xx first': answer(`HTTP/1.1 199 Whatever\r\n\r\n${SIMPLE}`),
  'sends 1xx without a reason first': answer(`HTTP/1.1 100\r\n\r\n${SIMPLE}`),
  'sends a hundred 1xx first': answer(`${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)}${SIMPLE}`),
  'sends three 1xx first, each in pieces': answer([
    'HTTP/1.1 1',
    '00 Continue\r',
    '\n\r',
    '\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Hints\r\nLink: ',
    '<a>\r\n\r\nHTTP/1.1 20',
    `0 OK\r\n${BODY}`,
  ]),
  'sends no reason': answer(`HTTP/1.1 200\r\n${BODY}`),
  'sends an empty reason': answer(`HTTP/1.1 200 \r\n${BODY}`),
  'sends a reason that is not ASCII': answer(`HTTP/1.1 200 \xe5\xa5\xbd\r\n${BODY}`),
  'answers 201': answer(`HTTP/1.1 201 Created\r\nLocation: /x\r\n${BODY}`, { seen: '201, 2 B' }),
  'answers 202 without a body': answer(empty('202 Accepted'), { seen: '202, 0 B' }),
  'answers 206': answer(`HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-1/9\r\n${BODY}`, {
    seen: '206, 2 B',
  }),
  'answers 299': answer(empty('299 Own'), { seen: '299, 0 B' }),
  'answers 204 with a length of 0': answer(empty('204 No Content'), { seen: '204, 0 B' }),
  'speaks HTTP/1.0 and closes': ending('HTTP/1.0 200 OK\r\n\r\nok'),
  'speaks HTTP/1.0 with a length': closing(`HTTP/1.0 200 OK\r\n${BODY}`),
  'speaks HTTP/1.0 and keeps the connection': answer(`HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n${BODY}`),
  'sends no length and closes': ending(`${OK}\r\nok`),
  'sends no length, keeps the connection by its words and closes': ending(
    `${OK}Connection: keep-alive\r\n\r\nok`,
  ),
  'sends only a status line and an empty line': ending(`${OK}\r\n`, { seen: '200, 0 B' }),
  'sends the same length twice': answer(`${OK}Content-Length: 2\r\n${BODY}`),
  'sends a length with leading zeros': answer(`${OK}Content-Length: 0002\r\n\r\nok`),
  'sends one chunk': answer(`${OK}${CHUNKS}2\r\nok\r\n0\r\n\r\n`),
  'sends chunks in pieces': answer([`${OK}${CHUNKS}1`, '\r\no\r', '\n1\r\nk\r\n0\r', '\n\r', '\n']),
  'sends chunk extensions': answer(`${OK}${CHUNKS}2;name="a;b";c\r\nok\r\n0;last\r\n\r\n`),
  'sends chunk sizes with leading zeros': answer(`${OK}${CHUNKS}00000002\r\nok\r\n000\r\n\r\n`),
  'sends chunk sizes in capitals': answer(`${OK}${CHUNKS}0A\r\n0123456789\r\n0\r\n\r\n`, {
    seen: '200, 10 B',
  }),
  'names its chunks in capitals': answer(`${OK}TRANSFER-ENCODING: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  'sends trailers after its chunks': answer(`${OK}${CHUNKS}2\r\nok\r\n0\r\nX-Sum: 1\r\nX-End: 2\r\n\r\n`),
  'sends a gzip body': answer(
    `${OK}Content-Encoding: gzip\r\nContent-Length: ${gzipped.length}\r\n\r\n${gzipped}`,
    { seen: `200, ${gzipped.length} B` },
  ),
  'sends chunks of gzip': answer(`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  'sends Connection: close and stays open': closing(`${OK}Connection: close\r\n${BODY}`),
  'sends Connection: Keep-Alive, CLOSE': closing(`${OK}Connection: Keep-Alive, CLOSE\r\n${BODY}`),
  'sends Keep-Alive: timeout=1': closing(`${OK}Keep-Alive: timeout=1, max=1\r\n${BODY}`),
  'closes after its answer without a word': ending(SIMPLE),
  'sends headers without a space or without a value': answer(`${OK}A:\r\nb:c\r\nD:\t\te\t\r\n${BODY}`),
  'sends header values that are not ASCII': answer(`${OK}X-Name: \xe9\xa0\xa0 \xff\r\n${BODY}`),
  'sends 900 headers': answer(`${OK}${'X-A: b\r\n'.repeat(900)}${BODY}`),
  'sends byte by byte': answer(Array.from(SIMPLE)),
} as const satisfies Readonly<Record<string, OddAnswer>>

/** Not legal, or not clear about where the body ends. The status line decides, and the connection is closed. */
export const brokenAnswers = {
  'ends lines with LF alone': closing(SIMPLE.replaceAll('\r', '')),
  'ends one header with LF alone': closing(`${OK}X-A: b\n${BODY}`),
  'ends chunks with LF alone': closing(`${OK}${CHUNKS}2\nok\n0\n\n`),
  'sends empty lines before the status line': closing(`\r\n\r\n${SIMPLE}`),
  'says HTTP/2.0': closing(SIMPLE.replace('1.1', '2.0')),
  'says http/1.1': answer(SIMPLE.replace('HTTP', 'http')),
  'sends more than one space before the status': answer(SIMPLE.replace(' ', ' \t ')),
  'folds a header': closing(`${OK}X-A: b\r\n c\r\n\td\r\n${BODY}`),
  'folds its length': closing(`${OK}Content-Length:\r\n 2\r\n\r\nok`),
  'sends a space before the colon': closing(`${OK}X-A : b\r\nContent-Length : 2\r\n\r\nok`),
  'sends a header without a colon': closing(`${OK}X-A\r\n${BODY}`),
  'sends a header without a name': closing(`${OK}: b\r\n${BODY}`),
  'sends a header name that is not ASCII': closing(`${OK}X-\xe9: b\r\n${BODY}`),
  'sends a bare CR in a header': closing(`${OK}X-A: b\rContent-Length: 9\r\n${BODY}`),
  'sends NUL in a header': closing(`${OK}X-A: b\0c\r\n${BODY}`),
  'sends both a length and chunks': closing(`${OK}Content-Length: 3\r\n${CHUNKS}2\r\nok\r\n0\r\n\r\n`),
  'sends chunks and a length of what it sends': closing(
    `${OK}Content-Length: 12\r\n${CHUNKS}2\r\nok\r\n0\r\n\r\n`,
  ),
  'sends two different lengths': ending(`${OK}Content-Length: 3\r\n${BODY}`),
  'sends a negative length': ending(`${OK}Content-Length: -1\r\n\r\nok`),
  'sends a length that is no number': ending(`${OK}Content-Length: two\r\n\r\nok`),
  'sends an empty length': ending(`${OK}Content-Length:\r\n\r\nok`),
  'sends a length of 30 digits': ending(`${OK}Content-Length: ${'9'.repeat(30)}\r\n\r\nok`),
  'sends less than its length and closes': ending(`${OK}Content-Length: 9\r\n\r\nok`),
  'sends less than its length and resets': closing(`${OK}Content-Length: 9\r\n\r\nok`, { then: 'reset' }),
  'sends more than its length': closing(`${SIMPLE} and more`),
  'sends a line end after its body': closing(`${SIMPLE}\r\n`),
  'sends its body after it said 204': closing(['HTTP/1.1 204 No Content\r\n\r\n', 'ok'], {
    seen: '204, 0 B',
  }),
  'sends a last chunk once more, later': closing([`${OK}${CHUNKS}2\r\nok\r\n0\r\n\r\n`, '0\r\n\r\n']),
  'sends a second response later': closing([SIMPLE, empty('500 Not yours')]),
  'sends a second response at once': closing(`${SIMPLE}${empty('500 Not yours')}`),
  'answers 204 with a body': closing(`HTTP/1.1 204 No Content\r\n${BODY}`, { seen: '204, 0 B' }),
  'answers 204 with chunks': closing(`HTTP/1.1 204 No Content\r\n${CHUNKS}0\r\n\r\n`, { seen: '204, 0 B' }),
  'sends an unknown transfer coding': ending(`${OK}Transfer-Encoding: br\r\n\r\nok`),
  'sends chunks that are coded again': ending(`${OK}Transfer-Encoding: chunked, gzip\r\n\r\nok`),
  'sends chunks in HTTP/1.0': closing(
    `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${CHUNKS}2\r\nok\r\n0\r\n\r\n`,
  ),
  'sends spaces around chunk sizes': closing(`${OK}${CHUNKS} 2 \r\nok\r\n0\r\n\r\n`),
  'sends a chunk size without digits': closing(`${OK}${CHUNKS}2\r\nok\r\n;a\r\n\r\n`),
  'sends a chunk size with 0x': closing(`${OK}${CHUNKS}2\r\nok\r\n0x2\r\nok\r\n0\r\n\r\n`),
  'sends a chunk that is longer than its size': closing(`${OK}${CHUNKS}2\r\nokay\r\n0\r\n\r\n`),
  'sends a chunk size of 40 digits': closing(`${OK}${CHUNKS}2\r\nok\r\n${'f'.repeat(40)}\r\nok`),
  'sends a chunk line of 70 KB': closing(`${OK}${CHUNKS}2\r\nok\r\n2;${'x'.repeat(70_000)}\r\nok`),
  'sends trailers of 70 KB': closing(`${OK}${CHUNKS}2\r\nok\r\n0\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`),
  'leaves out the last chunk and closes': ending(`${OK}${CHUNKS}2\r\nok\r\n`),
  'leaves out the end of the last chunk and closes': ending(`${OK}${CHUNKS}2\r\nok\r\n0\r\n`),
  'sends 65 KiB of headers': closing(`${OK}X: ${'y'.repeat(65 * 1024)}\r\n${BODY}`, { seen: '200, 0 B' }),
  'sends 1 MB of headers': closing(`${OK}X: ${'y'.repeat(1_000_000)}\r\n${BODY}`, { seen: '200, 0 B' }),
  'sends 5,000 headers': closing(`${OK}${'X-A: b\r\n'.repeat(5_000)}${BODY}`, { seen: '200, 0 B' }),
  'sends a reason of 70 KB': closing(SIMPLE.replace('OK', 'O'.repeat(70_000)), { seen: '200, 0 B' }),
  'sends only a status line and closes': ending(OK, { seen: '200, 0 B' }),
  'sends only a status line without its end and closes': ending('HTTP/1.1 200 OK', { seen: '200, 0 B' }),
  'sends only a status line and resets': closing(OK, { then: 'reset', seen: '200, 0 B' }),
  'resets in the reason': closing('HTTP/1.1 200 O', { then: 'reset', seen: '200, 0 B' }),
  'ends in the head': ending(`${OK}Content-`, { seen: '200, 0 B' }),
  'resets in the head': closing(`${OK}Content-`, { then: 'reset', seen: '200, 0 B' }),
} as const satisfies Readonly<Record<string, OddAnswer>>

/** Without an end, over a connection that stays open. */
export const openAnswers = {
  'sends no length and stays open': closing(`${OK}\r\nok`),
  'sends only a status line and an empty line and stays open': closing(`${OK}\r\n`, { seen: '200, 0 B' }),
  'sends two different lengths and stays open': closing(`${OK}Content-Length: 3\r\n${BODY}`),
  'sends a length that is no number and stays open': closing(`${OK}Content-Length: two\r\n\r\nok`),
  'leaves out the end of the last chunk and stays open': closing(`${OK}${CHUNKS}2\r\nok\r\n0\r\n`),
} as const satisfies Readonly<Record<string, OddAnswer>>

const refused = (text: string, change: Change = {}): OddAnswer =>
  closing(text, { seen: 'protocol', ...change })

/** Without a status line of HTTP/1.x: no acknowledgement. */
export const noAnswers = {
  'changes protocol unasked': refused(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${SIMPLE}`,
  ),
  'speaks HTTP/0.9': refused('<html>HTTP/1.1 200 OK</html>', { then: 'end' }),
  'sends the preface of HTTP/2': refused('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'sends a frame of HTTP/2': refused('\0\0\0\x04\0\0\0\0\0'),
  'says HTTP/2': refused(SIMPLE.replace('1.1', '2')),
  'says ICY': refused(SIMPLE.replace('HTTP/1.1', 'ICY')),
  'sends a byte order mark first': refused(`\xef\xbb\xbf${SIMPLE}`),
  'sends a space first': refused(` ${SIMPLE}`),
  'sends a body before its head': refused(`ok\r\n${SIMPLE}`),
  'sends a status of four digits': refused(SIMPLE.replace('200', '2000')),
  'sends a status of two digits': refused(SIMPLE.replace('200', '20')),
  'sends a status in quotes': refused(SIMPLE.replace('200 OK', "b'200 OK'")),
  'sends 70 KB of empty lines': refused('\r\n'.repeat(35_000) + SIMPLE),
  'sends 10,000 informational responses': refused(
    'HTTP/1.1 103 H\r\nLink: <a>\r\n\r\n'.repeat(10_000) + SIMPLE,
  ),
  'sends only 100 Continue and closes': refused('HTTP/1.1 100 Continue\r\n\r\n', {
    then: 'end',
    seen: 'connection-lost',
  }),
  'sends 100 Continue and then nonsense': refused('HTTP/1.1 100 Continue\r\n\r\nok'),
  'closes in the status': refused('HTTP/1.1 20', { then: 'end', seen: 'connection-lost' }),
} as const satisfies Readonly<Record<string, OddAnswer>>
