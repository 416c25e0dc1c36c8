/** Marks a case the types rule out; reached only when something lied to the compiler. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
