/** A failure whose cause was found, and is not the service. */
export interface Reason {
  readonly group: RegExp
  readonly name: RegExp
  /** The whole of what such a failure says; any other is still one. */
  readonly detail: RegExp
  readonly why: string
}
