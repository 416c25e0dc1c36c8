type Kind = 'template' | 'queue' | 'workflow' | 'execution' | 'batch'

/** The element of an answer that tells the id of what was made or found. */
const TOLD: Readonly<Record<Kind, RegExp>> = {
  template: /<TemplateId>(\w+)</,
  queue: /<QueueId>(\w+)</,
  workflow: /<WorkflowId>(\w+)</,
  execution: /<InstanceId>(\w+)</,
  batch: /<JobId>(b\w+)</,
}
/** Templates that come with the service, by the Type of a node. */
const OFFICIAL: Readonly<Record<string, string>> = {
  Transcode: `t1${'0'.repeat(30)}03`,
  Snapshot: `t1${'0'.repeat(30)}05`,
}
/** The reason of an answer that did not find it. */
const MISSING = /(?:Node ([A-Za-z]+)_\w+: )?(?:There is|The bucket has) no (\w+) (\w+)\./

/**
 * A demo names by id what only its author's account has. A person who runs it puts there what a function before it made: for
 * `UpdateSnapshotTemplate` what `CreateSnapshotTemplate` was told.
 */
export class Ids {
  readonly #told = new Map<string, string>()

  /** Takes up what a function of a demo was answered. */
  learn(name: string, output: string): void {
    for (const [kind, element] of Object.entries(TOLD)) {
      const id = element.exec(output)?.[1]
      if (id !== undefined) this.#told.set(`${kind} ${name}`, id).set(kind, id)
    }
  }

  /** The id that the reason of an answer did not find, and the one for its place. */
  replacement(name: string, reason: string): { readonly old: string; readonly by: string } | undefined {
    const [, node = '', kind = '', old = ''] = MISSING.exec(reason) ?? []
    const by =
      node === ''
        ? this.#madeFor(kind, name)
        : (OFFICIAL[node] ?? this.#madeFor(kind, `Create${node}Template`))
    return by === undefined || by === old ? undefined : { old, by }
  }

  #madeFor(kind: string, name: string): string | undefined {
    const subject = name.replace(/^(Update|Create)/i, '')
    const made = [`Create${subject}`, `Get${subject}`, `get${subject}`].map((maker) =>
      this.#told.get(`${kind} ${maker}`),
    )
    // A template is of one tag; of the others any is as good.
    const any = kind === 'template' && !/^delete/i.test(name) ? undefined : this.#told.get(kind)
    return made.find((id) => id !== undefined) ?? any
  }
}
