import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { countSkips, showSkips, skipsOf, wrongSkips, type Skips } from './skips.ts'

interface Count {
  passed: number
  failed: number
  skipped: number
}

/**
 * Ends a run with a table, by database and storage, the skips by their reasons, and one line, `N passed, N failed`, that
 * a script can read without knowing the test runner. Skips that `LEMNIS_REQUIRE` forbids are failures.
 */
export default class SummaryReporter implements Reporter {
  /** Tests that were not asked for are skipped as well, and need no reason. */
  #isFiltered = false

  onInit({ config }: Vitest): void {
    this.#isFiltered = config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const matrix = new Map<string, Count>()
    const total: Count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      const name = placeOf(module.project.name)
      const count = matrix.get(name) ?? { passed: 0, failed: 0, skipped: 0 }
      matrix.set(name, count)
      for (const counted of [count, total]) countModule(module, counted)
    }
    if (matrix.size > 1) process.stdout.write(`\n${table(matrix)}`)
    const skips: Skips = this.#isFiltered ? new Map() : skipsOf(modules)
    const wrong = wrongSkips(skips, process.env['LEMNIS_REQUIRE'])
    process.stdout.write(showSkips('Skipped:', skips))
    process.stdout.write(showSkips('Skipped, and that is a failure here:', wrong))
    total.failed += countSkips(wrong)
    if (wrong.size > 0) process.exitCode = 1
    const tail = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
    process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${tail}\n`)
  }
}

function countModule(module: TestModule, count: Count): void {
  const states = [...module.children.allTests()].map((test) => test.result().state)
  for (const state of states) {
    if (state === 'passed') count.passed += 1
    else if (state === 'failed') count.failed += 1
    else count.skipped += 1
  }
  // A file that could not be loaded holds no tests and must not look like success.
  if (module.state() === 'failed' && !states.includes('failed')) count.failed += 1
}

/** A project is named by its database and its storage; one that names none has the directory. */
function placeOf(project: string): string {
  return project.includes('-') ? project : `${project}-directory`
}

function table(matrix: ReadonlyMap<string, Count>): string {
  const rows = [...matrix].map(([name, { passed, failed, skipped }]) => {
    const [database = '', storage = ''] = name.split('-')
    return [database, storage, passed, failed, skipped]
  })
  return [['database', 'storage', 'passed', 'failed', 'skipped'], ...rows]
    .map(([database, storage, ...counts]) => {
      const names = [database, storage].map((cell) => String(cell).padEnd(10))
      return [...names, ...counts.map((cell) => String(cell).padStart(8))].join(' ')
    })
    .join('\n')
    .concat('\n')
}
