/** A value as it stands in the words of a filter, whatever characters it has. */
export function filterValue(text: string): string {
  // Once for the list of a filter's options, once more for the graph.
  return text.replaceAll(/[\\':]/g, String.raw`\$&`).replaceAll(/[\\'[\],;]/g, String.raw`\$&`)
}
