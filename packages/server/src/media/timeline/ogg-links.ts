import { closeSync, openSync } from 'node:fs'
import { readAt } from '../read-at.ts'

/** A page: a header of 27 bytes, the lengths of its segments, and the segments. */
const HEADER_BYTES = 27
const MOST_SEGMENTS = 255
const BEGINS_STREAM = 2

interface Page {
  readonly at: number
  readonly bytes: number
  readonly beginsStream: boolean
  readonly content: string
}

/**
 * Returns where the links of a chained Ogg file begin that differ from the one before (RFC 3533, section 4): in codec, rate
 * or number of channels. Ends where the file is damaged.
 */
export function changedLinks(path: string): readonly number[] {
  const found: number[] = []
  let [link, before]: [Page[], string | undefined] = [[], undefined]
  for (const page of readPages(path)) {
    if (page.beginsStream) {
      link.push(page)
      continue
    }
    const [first] = link
    if (!first) continue
    const described = link.map(({ content }) => content).join()
    if (before !== undefined && described !== before) found.push(first.at)
    before = described
    link = []
  }
  return found
}

function* readPages(path: string): Generator<Page> {
  const file = openSync(path, 'r')
  try {
    for (let at = 0; ;) {
      const page = readPage(file, at)
      if (!page) return
      yield page
      at += page.bytes
    }
  } finally {
    closeSync(file)
  }
}

function readPage(file: number, at: number): Page | undefined {
  const header = readAt(file, HEADER_BYTES + MOST_SEGMENTS, at)
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 4) !== 'OggS') return undefined
  const begin = HEADER_BYTES + header.readUInt8(26)
  const length = header.subarray(HEADER_BYTES, begin).reduce((sum, size) => sum + size, 0)
  const beginsStream = (header.readUInt8(5) & BEGINS_STREAM) !== 0
  // What else pages contain is not compared.
  const content = beginsStream ? readAt(file, length, at + begin).toString('latin1') : ''
  return { at, bytes: begin + length, beginsStream, content }
}
