const ID = /\[TemplateId\] => (\w+)/
const EMPTY_ID = /'Key' => '',(?= *\/\/ TemplateId)/g
/** Of the same form, for a kind of which none was made. */
const NONE = `t${'0'.repeat(33)}`

/** The ids of what `create….php` made, for which `update….php` leaves an empty place. */
export class MadeTemplates {
  readonly #ids = new Map<string, string>()

  note(file: string, output: string): void {
    const id = ID.exec(output)?.[1]
    if (id !== undefined && file.startsWith('create')) this.#ids.set(kindOf(file), id)
  }

  fillIn(file: string, source: string): string {
    return source.replace(EMPTY_ID, `'Key' => '${this.#ids.get(kindOf(file)) ?? NONE}',`)
  }
}

function kindOf(file: string): string {
  return file.replace(/^(?:create|update)/, '')
}
