/** What the elements of a name have in them. A page that forbids scripts to make documents has no parser of XML. */
export function elementsOf(xml: string, name: string): readonly string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs')), ([, inner = '']) => inner)
}

/** The text of the first element of a name; empty without one. */
export const textOf = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)`).exec(xml)?.[1] ?? ''
