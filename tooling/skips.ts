import type { TestCase, TestModule } from 'vitest/node'

/** Tests that were skipped, by their reason. */
export type Skips = ReadonlyMap<string, readonly string[]>

const NO_REASON = 'no reason is given'

export function skipsOf(modules: readonly TestModule[]): Skips {
  const skips = new Map<string, string[]>()
  for (const module of modules) {
    for (const test of module.children.allTests('skipped')) {
      const reason = reasonOf(test)
      const names = skips.get(reason) ?? []
      skips.set(reason, [...names, `${module.project.name} ${module.relativeModuleId}: ${test.fullName}`])
    }
  }
  return skips
}

/** A test gives its reason as it runs, or it stands in its options (see `skipWithout`). */
function reasonOf(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return note ?? test.meta().skipReason ?? NO_REASON
}

/**
 * The skips that are failures where `required` names, in a comma list, what tests need and must find: those for want of
 * it, and those that say nothing. None where it is `undefined`, as on the machine of somebody who has only npm.
 */
export function wrongSkips(skips: Skips, required: string | undefined): Skips {
  if (required === undefined) return new Map()
  const needs = new Set(required.split(','))
  const isWrong = (reason: string): boolean =>
    reason === NO_REASON || needs.has(reason.split(':', 1)[0] ?? '')
  return new Map([...skips].filter(([reason]) => isWrong(reason)))
}

export function countSkips(skips: Skips): number {
  return [...skips.values()].reduce((sum, names) => sum + names.length, 0)
}

/** Each reason with the tests that it keeps from running. */
export function showSkips(title: string, skips: Skips): string {
  const groups = [...skips].map(
    ([reason, names]) => `  ${reason}\n${names.map((name) => `    ${name}\n`).join('')}`,
  )
  return groups.length === 0 ? '' : `\n${title}\n${groups.join('')}`
}
