import path from 'node:path'
import { describeEnd } from '../jobs/describe-job.ts'
import { printJson } from '../format/print-json.ts'
import { stateStyle } from '../format/state-style.ts'
import { escapeControlCharacters, type Terminal } from '../terminal.ts'
import type { FilePlan } from './plan-files.ts'
import type { EndedRun } from './run-all.ts'

/** What `lemnis run` prints. */
export class RunOutput {
  readonly #terminal: Terminal
  readonly #total: number
  readonly #json: boolean
  readonly #running = new Map<FilePlan, string>()
  #ended = 0

  constructor(terminal: Terminal, { total, json }: { readonly total: number; readonly json: boolean }) {
    this.#terminal = terminal
    this.#total = total
    this.#json = json
  }

  progress(plan: FilePlan, what: string): void {
    this.#running.set(plan, what)
    this.#terminal.progress(
      this.#total === 1 ? what : `${this.#ended} of ${this.#total} ended; ${this.#now()}`,
    )
  }

  end(run: EndedRun): void {
    this.#running.delete(run.plan)
    this.#ended += 1
    this.#terminal.progress(undefined)
    if (!this.#json) this.#write(run)
  }

  /** Prints what is only known when all have ended. */
  finish(runs: readonly EndedRun[]): void {
    if (this.#json) {
      printJson(this.#terminal, { runs: runs.map(serialize) })
    } else if (this.#total > 1) {
      const succeeded = runs.filter(({ finished }) => finished?.job.state === 'Success').length
      const left = this.#total - runs.length
      const notBegun = left > 0 ? `, ${left} not begun` : ''
      this.#terminal.notice(`${succeeded} succeeded, ${runs.length - succeeded} did not${notBegun}.`)
    }
  }

  #now(): string {
    return [...this.#running].map(([plan, what]) => `${nameOf(plan)} ${what}`).join(', ')
  }

  #write({ plan, finished, problem }: EndedRun): void {
    const terminal = this.#terminal
    const name = escapeControlCharacters(nameOf(plan))
    if (!finished) {
      terminal.notice(this.#total === 1 ? (problem ?? '') : `${name}: ${problem ?? ''}`)
      return
    }
    const { job, files } = finished
    if (job.state !== 'Success') {
      terminal.notice(`${name}: ${describeEnd({ terminal }, job).trimEnd()}`)
    } else if (plan.output?.toStandardOutput) {
      terminal.notice(`${name}: ${job.state}, written to the standard output.`)
    } else if (files.length === 0) {
      const result = this.#total === 1 ? job.result : { input: nameOf(plan), result: job.result }
      printJson(terminal, result)
    } else {
      const state = terminal.paint(job.state, stateStyle(job.state))
      terminal.write(`${name}  ${state}  ${files.map(escapeControlCharacters).join(' ')}\n`)
    }
  }
}

const nameOf = ({ inputs }: FilePlan): string => inputs.map((file) => path.basename(file)).join(' ')

function serialize({ plan: { inputs }, finished, problem }: EndedRun) {
  const { job, files } = finished ?? {}
  return {
    inputs,
    jobId: job?.id ?? null,
    state: job?.state ?? null,
    code: job?.code ?? null,
    message: job?.message ?? problem ?? null,
    files: files ?? [],
    result: job?.result ?? null,
  }
}
