import type { Verdict } from './checks/check.ts'
import { describeRecipe, type Recipe } from './recipe/recipe.ts'

interface Tally {
  checks: number
  failures: number
}

/** Counts comparisons by tag and fault, and prints those that disagree. */
export class Results {
  readonly #seed: number
  readonly #tallies = new Map<string, Map<string, Tally>>()
  readonly #total: Tally = { checks: 0, failures: 0 }
  #notes = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  get failures(): number {
    return this.#total.failures
  }

  /** Returns whether any disagreed. */
  add(recipe: Recipe, verdicts: readonly Verdict[]): boolean {
    let isBad = false
    for (const { tag, problem, isNote = false } of verdicts) {
      const isFailure = problem !== undefined && !isNote
      this.#count(tag, recipe.fault.kind, isFailure)
      if (problem === undefined) continue
      if (isNote) this.#notes += 1
      else isBad = true
      console.log(
        `${isNote ? 'note' : 'DISAGREEMENT'}: file ${recipe.number} of seed ${this.#seed} | ${describeRecipe(recipe)} | ${tag} | ${problem}`,
      )
    }
    return isBad
  }

  print(): void {
    const faults = [...new Set([...this.#tallies.values()].flatMap((row) => [...row.keys()]))].toSorted()
    const cell = (text: string): string => text.padStart(8)
    console.log(`${'checks, failed'.padEnd(22)}${faults.map(cell).join('')}`)
    for (const [tag, row] of [...this.#tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      console.log(`${tag.padEnd(22)}${faults.map((fault) => cell(shown(row.get(fault)))).join('')}`)
    console.log(`${this.#notes} notes of what headers say`)
    const { checks, failures } = this.#total
    console.log(`${checks - failures} passed, ${failures} failed`)
  }

  #count(tag: string, fault: string, isFailure: boolean): void {
    const row = this.#tallies.get(tag) ?? new Map<string, Tally>()
    this.#tallies.set(tag, row)
    const tally = row.get(fault) ?? { checks: 0, failures: 0 }
    row.set(fault, tally)
    for (const counted of [tally, this.#total]) {
      counted.checks += 1
      if (isFailure) counted.failures += 1
    }
  }
}

function shown(tally: Tally | undefined): string {
  if (!tally) return '-'
  return tally.failures === 0 ? String(tally.checks) : `${tally.checks},${tally.failures}`
}
