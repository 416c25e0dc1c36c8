/** Returns a value quoted for the arguments of a filter. */
export function filterValue(text: string): string {
  // Once for the list of a filter's options, once more for the graph.
  return text.replaceAll(/[\\':]/g, String.raw`\$&`).replaceAll(/[\\'[\],;]/g, String.raw`\$&`)
}
