import type { CallbackMessage, Replay, UnsentMessage } from '../answer.ts'
import { callbackBytes } from '../format/callback-bytes.ts'
import type { CommandContext } from '../command.ts'
import { formatDuration } from '../format/format-time.ts'
import { stateStyle } from '../format/state-style.ts'
import { escapeControlCharacters } from '../terminal.ts'
import type { Received } from './fault-receiver.ts'
import type { Forwarded, ForwardedMessage } from './forward.ts'

/** Prints a line, or with `--json` a document, for each event to standard output, and all else to standard error. */
export class ListenOutput {
  readonly #context: CommandContext
  readonly #json: boolean
  readonly #withBody: boolean
  readonly #counts = {
    seen: 0,
    replayed: 0,
    unsent: 0,
    forwarded: 0,
    acknowledged: 0,
    confirmed: 0,
    received: 0,
  }

  #isReady = false

  constructor(context: CommandContext, { json, body }: { readonly json: boolean; readonly body: boolean }) {
    this.#context = context
    this.#json = json
    this.#withBody = body
  }

  /** Callbacks are shown from now on, so that the end has a summary. */
  ready(): void {
    this.#isReady = true
  }

  note(sentence: string): void {
    this.#context.terminal.notice(sentence)
  }

  /** `replay` is given when the callback was made before and is sent again. */
  seen(callback: CallbackMessage, replay?: Replay): void {
    if (replay) this.#counts.replayed += 1
    else this.#counts.seen += 1
    const { headers, body, bodyBase64, ...plain } = callback
    if (this.#json) {
      this.#jsonLine({
        type: 'callback',
        replay,
        callback: this.#withBody ? { ...plain, headers, body, bodyBase64 } : plain,
      })
      return
    }
    const { terminal } = this.#context
    const state = terminal.paint(callback.state, stateStyle(callback.state))
    this.#line(
      `${callback.id}  ${state}  ${replay ? 'replay of ' : ''}${callback.event} ${callback.jobId} → ${escapeControlCharacters(callback.url)}`,
    )
    this.#writeBody(callback)
  }

  /** What the callback of a job would be that has none. */
  unsent(unsent: UnsentMessage): void {
    this.#counts.unsent += 1
    const { headers, body, bodyBase64, ...plain } = unsent
    if (this.#json) {
      const callback = this.#withBody ? { ...plain, headers, body, bodyBase64 } : plain
      this.#jsonLine({ type: 'unsent', callback })
      return
    }
    const mark = this.#context.terminal.paint('not sent', 'waiting')
    this.#line(`${unsent.id}  ${mark}  ${unsent.event} ${unsent.jobId}, a job without a CallBack`)
    this.#writeBody(unsent)
  }

  forwarded(callback: ForwardedMessage, result: Forwarded & { readonly confirmed: boolean }): void {
    this.#counts.forwarded += 1
    if (result.acknowledged) this.#counts.acknowledged += 1
    if (result.confirmed) this.#counts.confirmed += 1
    if (this.#json) {
      this.#jsonLine({ type: 'forwarded', id: callback.id, ...result })
      return
    }
    const answer = escapeControlCharacters(result.error ?? `status ${result.status ?? '?'}`)
    const painted = this.#context.terminal.paint(answer, result.acknowledged ? 'good' : 'bad')
    const confirmation = result.confirmed ? ', confirmed' : ''
    this.#line(
      `${callback.id}  your application: ${painted} in ${formatDuration(result.durationMs)}${confirmation}`,
    )
  }

  received(received: Received): void {
    this.#counts.received += 1
    if (this.#json) {
      this.#jsonLine({ type: 'received', ...received })
      return
    }
    const signature = received.signature === undefined ? '' : `, signature ${received.signature}`
    const name = `${received.id ?? 'no webhook-id'}  attempt ${received.attempt ?? '?'}`
    this.#line(
      escapeControlCharacters(`${name}: ${received.bytes} bytes${signature}, answered ${received.answered}`),
    )
  }

  summary(): void {
    if (!this.#isReady) return
    const { seen, replayed, unsent, forwarded, acknowledged, confirmed, received } = this.#counts
    const parts = [`${seen} callback${seen === 1 ? '' : 's'} seen`]
    if (replayed > 0) parts.push(`${replayed} replayed`)
    if (unsent > 0) parts.push(`${unsent} not sent`)
    if (forwarded > 0) parts.push(`${forwarded} forwarded, ${acknowledged} acknowledged`)
    if (confirmed > 0) parts.push(`${confirmed} confirmed`)
    if (received > 0) parts.push(`${received} received`)
    this.note(`${parts.join('; ')}.`)
  }

  #writeBody(message: ForwardedMessage): void {
    if (!this.#withBody) return
    const { terminal } = this.#context
    terminal.writeBytes(callbackBytes(message))
    terminal.write('\n')
  }

  #line(text: string): void {
    const { terminal, clock } = this.#context
    const now = new Date(clock.now())
    const time = terminal.interactive ? now.toLocaleTimeString('en-GB') : now.toISOString()
    terminal.write(`${terminal.paint(time, 'faint')}  ${text}\n`)
  }

  #jsonLine(value: Readonly<Record<string, unknown>>): void {
    const at = new Date(this.#context.clock.now()).toISOString()
    this.#context.terminal.write(`${JSON.stringify({ at, ...value })}\n`)
  }
}
