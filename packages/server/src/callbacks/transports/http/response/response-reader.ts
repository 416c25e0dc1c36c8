import { MAX_RESPONSE_BYTES, type HeaderValues } from '../../transport.ts'
import { BodyReader } from './body-reader.ts'
import { framingOf } from './framing.ts'
import { HeaderFields } from './header-fields.ts'
import { idleTimeOf } from './idle-time.ts'
import { Lines, type Bytes } from './lines.ts'
import { mayBecomeStatusLine, parseStatusLine, type StatusLine } from './status-line.ts'

/** Of status lines, headers and trailers together, interim (1xx) responses included. */
const MAX_HEAD_BYTES = MAX_RESPONSE_BYTES
/** Lines of headers; each that continues a value costs as much as the whole value. */
const MAX_HEADERS = 1_000

/**
 * Reads one HTTP/1.x response from bytes that arrive in pieces; how they are split makes no difference. Interim
 * responses are skipped. The status line decides, so whatever is wrong after it only ends the reading.
 */
export class ResponseReader {
  /** Why there is no status. */
  problem = 'what was sent is no HTTP/1 response'
  readonly #lines = new Lines(MAX_HEAD_BYTES)
  /** Of the final response. */
  #statusLine: StatusLine | undefined
  /** Between a status line and the empty line after its headers. */
  #inHeaders = false
  readonly #fields = new HeaderFields()
  #body: BodyReader | undefined
  #brokenOff = false
  /** Where the response begins and ends is beyond doubt. Otherwise its connection must not be used again. */
  #exact = true

  /** Of the final response; `undefined` until its status line has arrived. */
  get status(): number | undefined {
    return this.#statusLine?.status
  }

  get headers(): HeaderValues {
    return this.#fields.toValues()
  }

  /** What was read of it, at most `MAX_RESPONSE_BYTES`. */
  get body(): Buffer {
    return this.#body?.toBuffer() ?? Buffer.alloc(0)
  }

  get ended(): boolean {
    return this.#brokenOff || this.#body?.ended === true
  }

  /** The body is complete but for its trailers, or ends when the connection does, which some receivers never close. */
  get mayBeComplete(): boolean {
    return !this.#brokenOff && this.#body?.mayBeComplete === true
  }

  /** For how long the connection may be idle and then reused, in ms; 0 for not at all. */
  get idleMs(): number {
    if (!this.#statusLine || this.#brokenOff || !this.#body?.ended) return 0
    const exact = this.#exact && this.#body.exact && !this.#lines.bareLf && !this.#fields.doubtful
    return exact ? idleTimeOf(this.#statusLine, this.#fields) : 0
  }

  /** Takes what arrived. Bytes after the end of the response are left out. */
  push(buffer: Buffer): void {
    const bytes = { buffer, at: 0 }
    while (bytes.at < buffer.length && !this.ended) this.#take(bytes)
    if (bytes.at < buffer.length) this.#exact = false
  }

  /** Ends the reading where it is. A status line that broke off after its status counts. */
  breakOff(): void {
    if (!this.#statusLine && !this.#inHeaders) this.#statusLine = finalStatusLine(this.#lines.unfinished)
    this.#brokenOff = true
  }

  #take(bytes: Bytes): void {
    if (this.#body) this.#body.take(bytes)
    else this.#takeHead(bytes)
  }

  #takeHead(bytes: Bytes): void {
    const line = this.#lines.next(bytes)
    if (line === undefined && !this.#inHeaders && !mayBecomeStatusLine(this.#lines.unfinished)) {
      this.#brokenOff = true
    } else if (this.#lines.budget < 0) {
      this.problem = `no final status line in the first ${MAX_HEAD_BYTES} bytes`
      this.breakOff()
    } else if (line !== undefined) {
      if (this.#inHeaders) this.#takeHeader(line)
      else this.#takeStatusLine(line)
    }
  }

  #takeStatusLine(line: string): void {
    const statusLine = parseStatusLine(line)
    if (line === '') {
      this.#exact = false
    } else if (!statusLine) {
      this.#brokenOff = true
    } else if (statusLine.status === 101) {
      this.problem = 'the protocol was changed without a request to'
      this.#brokenOff = true
    } else {
      this.#inHeaders = true
      if (statusLine.status >= 200) this.#statusLine = statusLine
    }
  }

  #takeHeader(line: string): void {
    if (line === '') {
      this.#inHeaders = false
      if (this.#statusLine)
        this.#body = new BodyReader(framingOf(this.#statusLine, this.#fields), this.#lines)
    } else if (this.#fields.count === MAX_HEADERS) {
      this.#brokenOff = true
    } else if (this.#statusLine) {
      this.#fields.add(line)
    }
  }
}

function finalStatusLine(unfinished: string): StatusLine | undefined {
  const statusLine = parseStatusLine(unfinished.replace('\r', ' '))
  return statusLine && statusLine.status >= 200 ? statusLine : undefined
}
