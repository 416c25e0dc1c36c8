import type { CommandContext } from '../command.ts'
import { shownDuration } from '../show-time.ts'
import { stateTone } from '../state-tone.ts'
import { harmless } from '../terminal.ts'
import { bytesOf, type WholeCallback } from '../wire.ts'
import type { Received } from './fault-receiver.ts'
import type { Forwarded } from './forward.ts'

/** Lines for people on standard output, or a JSON document a line; what is no event goes to standard error. */
export class ListenOutput {
  readonly #context: CommandContext
  readonly #json: boolean
  readonly #withBody: boolean
  readonly #counts = { seen: 0, forwarded: 0, acknowledged: 0, confirmed: 0, received: 0 }

  #hasBegun = false

  constructor(context: CommandContext, { json, body }: { readonly json: boolean; readonly body: boolean }) {
    this.#context = context
    this.#json = json
    this.#withBody = body
  }

  /** From here on there is something to sum up. */
  begin(): void {
    this.#hasBegun = true
  }

  note(sentence: string): void {
    this.#context.terminal.complain(sentence)
  }

  seen(callback: WholeCallback): void {
    this.#counts.seen += 1
    const { headers, body, bodyBase64, ...plain } = callback
    if (this.#json) {
      this.#jsonLine({
        type: 'callback',
        callback: this.#withBody ? { ...plain, headers, body, bodyBase64 } : plain,
      })
      return
    }
    const { terminal } = this.#context
    const state = terminal.paint(callback.state, stateTone(callback.state))
    this.#line(
      `${callback.id}  ${state}  ${callback.event} ${callback.jobId ?? ''} → ${harmless(callback.url)}`,
    )
    if (!this.#withBody) return
    terminal.writeBytes(bytesOf(callback))
    terminal.write('\n')
  }

  forwarded(callback: WholeCallback, result: Forwarded & { readonly confirmed: boolean }): void {
    this.#counts.forwarded += 1
    if (result.acknowledged) this.#counts.acknowledged += 1
    if (result.confirmed) this.#counts.confirmed += 1
    if (this.#json) {
      this.#jsonLine({ type: 'forwarded', id: callback.id, ...result })
      return
    }
    const answer = harmless(result.error ?? `status ${result.status ?? '?'}`)
    const painted = this.#context.terminal.paint(answer, result.acknowledged ? 'good' : 'bad')
    const confirmation = result.confirmed ? ', confirmed' : ''
    this.#line(
      `${callback.id}  your application: ${painted} in ${shownDuration(result.durationMs)}${confirmation}`,
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
    this.#line(harmless(`${name}: ${received.bytes} bytes${signature}, answered ${received.answered}`))
  }

  summary(): void {
    if (!this.#hasBegun) return
    const { seen, forwarded, acknowledged, confirmed, received } = this.#counts
    const parts = [`${seen} callback${seen === 1 ? '' : 's'} seen`]
    if (forwarded > 0) parts.push(`${forwarded} forwarded, ${acknowledged} acknowledged`)
    if (confirmed > 0) parts.push(`${confirmed} confirmed`)
    if (received > 0) parts.push(`${received} received`)
    this.note(`${parts.join('; ')}.`)
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
