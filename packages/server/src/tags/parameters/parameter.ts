/** What one element of a request may be, as plain JSON: for its check, its documentation, its help and its form. */
export type Parameter = (ValueKind | { readonly kind: 'group' }) & {
  /** Below Operation, with dots: `Transcode.Video.Width`. */
  readonly name: string
  /** Whether it has to stand there when the group around it does. */
  readonly required: boolean
  /** One sentence. */
  readonly description: string
  /** What it is where it is left out; absent where that depends on more. */
  readonly default?: string
  /** How many there may be; one unless given. */
  readonly atMost?: number
}

/** What a value may be, in the words of JSON Schema. All values are sent as text. */
export type ValueKind =
  | {
      readonly kind: 'choice'
      /** Case makes no difference. */
      readonly choices: readonly string[]
      readonly unit?: string
    }
  | {
      readonly kind: 'number'
      readonly minimum?: number
      readonly exclusiveMinimum?: number
      readonly maximum?: number
      readonly exclusiveMaximum?: number
      /** 1 for a whole number. */
      readonly multipleOf?: number
      readonly unit?: string
      /** What may stand instead of a number. */
      readonly also?: readonly string[]
    }
  /** `true` or `false`. */
  | { readonly kind: 'flag' }
  /** What it has to look like beside is said by its description. */
  | { readonly kind: 'text'; readonly maxLength?: number }
  /** A feature that is not here. Its element is accepted only with a value that asks for nothing. */
  | { readonly kind: 'off'; readonly choices: readonly string[] }
