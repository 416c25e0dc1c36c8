export interface Took {
  readonly ms: number
  /** Of all outputs. */
  readonly bytes: number
}

/** Something that both can do. */
export interface Work {
  readonly name: string
  readonly asked: Asked
  /** The programs that do the same, one after the other, in an empty directory. */
  readonly programs: readonly (readonly string[])[]
  /** Whether the outputs are of encoders, which then have to be as large. */
  readonly isEncoded?: boolean
  /** Whether it is checked however short it is. */
  readonly isGlance?: boolean
  /** Why it is no equal work, where the system has nothing that does the same: it is printed and not checked. */
  readonly unlike?: string
}

export type Asked =
  | { readonly kind: 'job'; readonly tag: string; readonly input: string; readonly operation: string }
  | { readonly kind: 'call'; readonly path: string; readonly query: Readonly<Record<string, string>> }
