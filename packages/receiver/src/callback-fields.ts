/**
 * A value in a part of the protocol that depends on the job's tag. Lists of the protocol, such as
 * `MediaResult.OutputFile.ObjectName`, are always arrays. Any other element is an array when it is repeated.
 */
export type CallbackValue = string | CallbackFields | readonly CallbackValue[]

export interface CallbackFields {
  readonly [name: string]: CallbackValue | undefined
}
