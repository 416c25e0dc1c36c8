import type { Checkout, Outcome } from './outcome.ts'
import type { Stage } from './stage.ts'

/** An SDK whose own tests or demos can be run. */
export interface Client {
  /** On the command line, and of its checkout's directory. */
  readonly name: string
  /** That the service has when it starts, with their APPID. */
  readonly buckets: readonly string[]
  run(stage: Stage, checkout: Checkout): AsyncIterable<Outcome>
}
