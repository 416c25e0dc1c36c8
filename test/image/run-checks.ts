export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** By their names. Each returns what it found, and throws or rejects when that is wrong. */
export type Checks = Readonly<Record<string, () => Promise<string> | string>>

/** Runs checks one after the other and prints what each found, or why it failed. */
export async function runChecks(checks: Checks): Promise<Counts> {
  let [passed, failed] = [0, 0]
  for (const [name, check] of Object.entries(checks)) {
    try {
      console.log(`ok   ${name}: ${await check()}`)
      passed += 1
    } catch (error) {
      console.log(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}`)
      failed += 1
    }
  }
  return { passed, failed }
}
