export type Language = 'en' | 'zh'

/** The texts of one part of the console, in each language. A name in braces is replaced by a value. */
export function messages<K extends string>(
  texts: Readonly<Record<Language, Readonly<Record<K, string>>>>,
): Readonly<Record<Language, Readonly<Record<K, string>>>> {
  return texts
}
