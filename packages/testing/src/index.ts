export { startLemnis, type Lemnis, type LemnisOptions, type SdkOptions } from './start-lemnis.ts'
export type { CallbackFilter, Failure, ReceivedCallback, WaitOptions } from './callback-options.ts'
