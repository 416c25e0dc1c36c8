import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FuzzRequest } from './send.ts'

/** The first few of a kind are enough to find the cause. */
const KEPT_OF_A_KIND = 3

export interface Failure {
  /** What was fuzzed: an entry point or a tag. */
  readonly where: string
  /** What is wrong. */
  readonly why: string
  readonly number: number
  /** In the order in which they were sent; the last one has the checked response. */
  readonly requests: readonly FuzzRequest[]
  /** Responses, or lines of the log, for the reader of the file. */
  readonly evidence: readonly string[]
}

/** Counts responses, and writes failures to files that `--replay` sends again. */
export class ResultLog {
  readonly #directory: string
  readonly #seed: number
  readonly #answers = new Map<string, number>()
  readonly #kinds = new Map<string, number>()
  #requests = 0
  #failures = 0

  constructor(directory: string, seed: number) {
    this.#directory = directory
    this.#seed = seed
  }

  get requests(): number {
    return this.#requests
  }

  get failures(): number {
    return this.#failures
  }

  count(answer: string): void {
    this.#requests += 1
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1)
  }

  /** Each answer and how often it came. */
  summary(): string {
    const sorted = [...this.#answers].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return sorted.map(([answer, times]) => `${answer} ×${times}`).join(', ')
  }

  fail(failure: Failure): void {
    this.#failures += 1
    this.#keep('FAILURE', failure)
  }

  /** Records what is no failure by itself, but may interest the reader of the log. */
  note(failure: Failure): void {
    this.#keep('NOTE', failure)
  }

  #keep(title: 'FAILURE' | 'NOTE', failure: Failure): void {
    const { where, why, number, requests, evidence } = failure
    // Ids and numbers differ from one to the next.
    const kind = `${where} ${why.replaceAll(/[a-z]?[0-9a-f]{16,}|\d+/g, '#').slice(0, 120)}`
    const times = (this.#kinds.get(kind) ?? 0) + 1
    this.#kinds.set(kind, times)
    if (times > KEPT_OF_A_KIND) return
    mkdirSync(this.#directory, { recursive: true })
    const file = path.join(this.#directory, `${where.replaceAll(/\W+/g, '-')}-${number}.json`)
    const written = requests.map(({ body, ...rest }) => ({
      ...rest,
      body: Buffer.from(body ?? []).toString('base64'),
      bodyAsText: Buffer.from(body ?? [])
        .toString('utf8')
        .slice(0, 5_000),
    }))
    const content = { seed: this.#seed, ...failure, requests: written, evidence }
    writeFileSync(file, JSON.stringify(content, undefined, 2))
    console.log(`${title} ${where}, case ${number} of seed ${this.#seed}: ${why}\n  ${file}`)
  }
}
