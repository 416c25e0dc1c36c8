const LONGEST_SUBJECT = 72

/** Verbs in the imperative that end like another form of one. */
const BARE_VERBS = new Set([
  ...['bring', 'ping', 'ring', 'string', 'embed', 'shed', 'wed'],
  ...['alias', 'bias', 'canvas', 'focus'],
])

/** What is wrong with the message of a commit, one sentence for each thing. */
export function commitProblems(message: string): readonly string[] {
  const [subject = '', second = '', ...body] = message.trimEnd().split('\n')
  const problems: string[] = []
  if (subject.length > LONGEST_SUBJECT)
    problems.push(`the subject has ${subject.length} characters, more than ${LONGEST_SUBJECT}`)
  if (subject.endsWith('.')) problems.push('the subject ends with a period')
  if (!/^\p{Lu}/u.test(subject)) problems.push('the subject does not begin with a capital')
  const [verb = ''] = /^\p{L}+/u.exec(subject) ?? []
  if (isInflected(verb.toLowerCase())) problems.push(`"${verb}" is not the imperative of a verb`)
  if (second !== '') problems.push('the second line is not empty')
  if (body.every((line) => line.trim() === '' || isTrailer(line))) problems.push('the body gives no reason')
  return problems
}

/** "Added", "Adds", "Adding"; but "Feed", "Pass" and "Bring" are what they should be. */
function isInflected(verb: string): boolean {
  if (BARE_VERBS.has(verb)) return false
  return /([^e]ed|ing|[^su]s)$/.test(verb)
}

/** Such as `Co-authored-by: …`: it says who, not why. */
function isTrailer(line: string): boolean {
  return /^[A-Z][A-Za-z]*(-[a-z]+)+: /.test(line)
}
