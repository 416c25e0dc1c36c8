import type { DisplayContext } from '../command.ts'
import { formatDuration } from '../format/format-time.ts'
import { plainFields } from '../format/record-table.ts'
import { stateStyle } from '../format/state-style.ts'
import { escapeControlCharacters } from '../terminal.ts'
import type { JobDetail } from './wait-for-job.ts'

/** Everything that is known of a job, as lines, with its request at the end. */
export function describeJob(job: JobDetail): string {
  const { request, waitedMs, ranMs, ...rest } = job
  const times = {
    waited: waitedMs === null ? null : formatDuration(waitedMs),
    ran: ranMs === null ? null : formatDuration(ranMs),
  }
  const shown = escapeControlCharacters(indentXml(request)).replaceAll(/^/gm, '  ')
  return `${plainFields({ ...rest, ...times })}request\n${shown}\n`
}

/** `j0123  Failed  ResourceNotSupported: the input has no audio` */
export function describeEnd(
  { terminal }: Pick<DisplayContext, 'terminal'>,
  { id, state, code, message }: Pick<JobDetail, 'id' | 'state' | 'code' | 'message'>,
): string {
  // Some tags say "SUCCESS".
  const told = message?.toLowerCase() === state.toLowerCase() ? null : message
  const why = [code, told].filter((part) => part !== null && part !== '').join(': ')
  const painted = terminal.paint(state, stateStyle(state))
  return `${id}  ${painted}${why === '' ? '' : `  ${escapeControlCharacters(why)}`}\n`
}

/** Puts each element of XML that has no white space between elements on a line of its own. */
export function indentXml(xml: string): string {
  let depth = 0
  return xml
    .replaceAll('><', '>\n<')
    .split('\n')
    .map((line) => {
      if (line.startsWith('</')) depth -= 1
      const indented = '  '.repeat(Math.max(0, depth)) + line
      if (/^<[^/][^>]*[^/]>$|^<[^/]>$/.test(line)) depth += 1
      return indented
    })
    .join('\n')
}
