/** XML on several lines, for people: nothing between the elements is changed but white space. */
export function prettyXml(text: string): string {
  const tokens = text.match(/<[^>]*>|[^<]+|<[^>]*$/g)
  if (!tokens || !text.startsWith('<')) return text
  const lines: string[] = []
  let depth = 0
  let isOpen = false
  for (const token of tokens) {
    const isEnd = token.startsWith('</')
    if (isEnd) depth--
    // The text of an element, and its end, stay on the line of its beginning.
    if (!token.startsWith('<') || (isEnd && isOpen)) lines.push((lines.pop() ?? '') + token)
    else lines.push('  '.repeat(Math.max(0, depth)) + token)
    isOpen = isOpen ? !isEnd : !isEnd && token.startsWith('<')
    if (token.startsWith('<') && !isEnd && !token.endsWith('/>') && !token.startsWith('<?')) {
      depth++
      isOpen = true
    } else if (isEnd) isOpen = false
  }
  return lines.join('\n')
}
