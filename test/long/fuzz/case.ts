import type { FuzzHarness } from './harness.ts'
import { checkAnswer, type AllowedAnswers } from './check-answer.ts'
import type { Failure, ResultLog } from './result-log.ts'
import { send, type FuzzAnswer, type FuzzRequest } from './send.ts'

export interface CaseOptions {
  readonly harness: FuzzHarness
  readonly results: ResultLog
  readonly where: string
}

/** The requests of one case, with each response checked. A failure is recorded with all requests before it. */
export class Case {
  readonly #options: CaseOptions
  readonly #number: number
  readonly #sent: FuzzRequest[] = []
  readonly #answers: string[] = []

  constructor(options: CaseOptions, number: number) {
    this.#options = options
    this.#number = number
  }

  /** Resolves with the response; `undefined` if none came in time. */
  async ask(
    request: FuzzRequest,
    allowed: AllowedAnswers = { busy: false },
  ): Promise<FuzzAnswer | undefined> {
    const { harness, results } = this.#options
    this.#sent.push(request)
    try {
      const answer = await send(harness.service, request)
      results.count(String(answer.status))
      this.#answers.push(`${answer.status} ${answer.body.toString('utf8').slice(0, 3_000)}`)
      const why = checkAnswer(request, answer, allowed)
      if (why !== undefined) this.fail(`${request.method} ${request.path.slice(0, 60)}: ${why}`)
      return answer
    } catch (error) {
      results.count('none')
      this.fail(`${request.method} ${request.path.slice(0, 60)}: no answer, ${String(error)}`)
      return undefined
    }
  }

  fail(why: string): void {
    this.#options.results.fail(this.#soFar(why))
  }

  note(why: string): void {
    this.#options.results.note(this.#soFar(why))
  }

  #soFar(why: string): Failure {
    const { harness, where } = this.#options
    return {
      ...{ where, why, number: this.#number },
      requests: [...this.#sent],
      evidence: [...this.#answers, harness.lastLog()],
    }
  }
}
