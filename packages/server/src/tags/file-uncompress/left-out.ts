import { z } from 'zod'
import { shownName } from './names/member-name.ts'

/** Why a member does not become an object, though the others do. */
export type Reason = 'link' | 'sparse' | 'outside' | 'unusable'

/** For each reason how many members, and the name of the first as it is shown. */
const Counted = z.object({ count: z.int(), first: z.string() })
type Counted = z.infer<typeof Counted>

export const LeftOut = z.object({
  link: Counted.optional(),
  sparse: Counted.optional(),
  outside: Counted.optional(),
  unusable: Counted.optional(),
})
export type LeftOut = z.infer<typeof LeftOut>

export class LeftOutCounter {
  readonly #counted = new Map<Reason, Counted>()

  count(reason: Reason, name: string): void {
    const { count, first } = this.#counted.get(reason) ?? { count: 0, first: shownName(name) }
    this.#counted.set(reason, { count: count + 1, first })
  }

  get counted(): LeftOut {
    return Object.fromEntries(this.#counted)
  }
}

/** The message of a job; empty if nothing was left out. */
export function leftOutMessage({ link, sparse, outside, unusable }: LeftOut): string {
  const sentences = [
    link && `${link.count} links or devices in the archive were left out.`,
    sparse && because('they are sparse files', sparse),
    outside && because('their names lead out of the archive', outside),
    unusable && because(`their names can't be object keys`, unusable),
  ]
  return sentences.filter((sentence) => sentence !== undefined).join(' ')
}

function because(reason: string, { count, first }: Counted): string {
  return `Left out because ${reason}: ${count}, the first is ${first}.`
}
