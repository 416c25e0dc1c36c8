import { test, type TestFunction, type TestOptions } from 'vitest'

interface Collect {
  (name: string, run: TestFunction): void
  (name: string, options: TestOptions, run: TestFunction): void
}

/** `test`, or nothing where it does not apply, as on the other database: what is not collected is no skip either. */
export function testWhen(applies: boolean): Collect {
  return applies ? test : () => undefined
}
