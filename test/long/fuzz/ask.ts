import type { Bench } from './bench.ts'
import { judgeAnswer, type Allowed } from './judge-answer.ts'
import type { Failure, Ledger } from './ledger.ts'
import { send, type FuzzAnswer, type FuzzRequest } from './send.ts'

export interface Asking {
  readonly bench: Bench
  readonly ledger: Ledger
  readonly where: string
}

/** Requests of one case, each judged; what failed is recorded with all that were sent before it. */
export class Case {
  readonly #asking: Asking
  readonly #number: number
  readonly #sent: FuzzRequest[] = []
  readonly #answers: string[] = []

  constructor(asking: Asking, number: number) {
    this.#asking = asking
    this.#number = number
  }

  /** The answer; `undefined` when none came in time. */
  async ask(request: FuzzRequest, allowed: Allowed = { busy: false }): Promise<FuzzAnswer | undefined> {
    const { bench, ledger } = this.#asking
    this.#sent.push(request)
    try {
      const answer = await send(bench.service, request)
      ledger.count(String(answer.status))
      this.#answers.push(`${answer.status} ${answer.body.toString('utf8').slice(0, 3_000)}`)
      const why = judgeAnswer(request, answer, allowed)
      if (why !== undefined) this.fail(`${request.method} ${request.path.slice(0, 60)}: ${why}`)
      return answer
    } catch (error) {
      ledger.count('none')
      this.fail(`${request.method} ${request.path.slice(0, 60)}: no answer, ${String(error)}`)
      return undefined
    }
  }

  fail(why: string): void {
    this.#asking.ledger.fail(this.#soFar(why))
  }

  note(why: string): void {
    this.#asking.ledger.note(this.#soFar(why))
  }

  #soFar(why: string): Failure {
    const { bench, where } = this.#asking
    return {
      ...{ where, why, number: this.#number },
      requests: [...this.#sent],
      evidence: [...this.#answers, bench.lastLog()],
    }
  }
}
