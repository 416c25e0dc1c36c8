import type { Answer } from './answers.ts'
import { sort, type Verdict } from './classify.ts'

const FOLLOWS: Verdict = { kind: 'other', detail: 'it goes on with what a refused step would have given' }

/** What an interpreter says when a variable has no value, or a file that a call would have written is not there. */
const MISSING = /is not defined|undefined|NoneType|No such file/

/** Tells the steps of one program that can't pass because one before was refused. */
export class Consequences {
  /** That something was to be kept under, and was not. */
  readonly #refusedPaths = new Set<string>()
  #wasRefused = false

  tell(answers: readonly Answer[], thrown = ''): Verdict | undefined {
    const { refusals, faults } = sort(answers)
    const lacks =
      faults.length === 0
        ? MISSING.test(thrown)
        : faults.every(({ path, code }) => code === 'NoSuchKey' && this.#refusedPaths.has(path))
    const follows = this.#wasRefused && refusals.length === 0 && lacks
    this.#wasRefused ||= refusals.length > 0
    for (const { method, path } of refusals) if (method !== 'GET') this.#refusedPaths.add(path)
    return follows ? FOLLOWS : undefined
  }
}
