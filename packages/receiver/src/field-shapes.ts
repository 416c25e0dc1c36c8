import type { CallbackFields } from './callback-fields.ts'

/** The shape of a value: text, a container with the shapes of its fields, or a list. */
export type AnyShape = 'text' | ContainerShape | ListShape
export interface ContainerShape {
  readonly [name: string]: AnyShape
}
type ListShape = readonly ['text' | ContainerShape]

/** The names that a type declares, without its index signature. */
type DeclaredName<T> = keyof { [K in keyof T as string extends K ? never : K]: true } & keyof T

/** Has each field that `T` declares, and no other: the compiler keeps table and type the same. */
export type ShapeOf<T> = { readonly [K in DeclaredName<T>]-?: ShapeOfValue<NonNullable<T[K]>> }
type ShapeOfValue<V> = V extends string
  ? 'text'
  : V extends readonly (infer E)[]
    ? readonly [E extends string ? 'text' : ShapeOf<E>]
    : V extends CallbackFields
      ? ShapeOf<V>
      : never
