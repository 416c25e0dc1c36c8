export interface FaultRow {
  readonly fault: string
  readonly expected: string
  readonly seen: string
}

/** Collects the outcome of each fault, and prints them as one table. */
export class FaultTable {
  readonly #title: string
  readonly #rows: FaultRow[] = []

  constructor(title: string) {
    this.#title = title
  }

  add(row: FaultRow): void {
    this.#rows.push(row)
  }

  print(write: (text: string) => void = (text) => void process.stdout.write(text)): void {
    const head = { fault: 'fault', expected: 'expected', seen: 'seen' }
    const wide = (column: keyof FaultRow): number =>
      Math.max(...[head, ...this.#rows].map((row) => row[column].length))
    const [fault, expected] = [wide('fault'), wide('expected')]
    const line = (row: FaultRow): string =>
      `${row.fault.padEnd(fault)}  ${row.expected.padEnd(expected)}  ${row.seen}\n`
    write(`\n${this.#title}\n${[head, ...this.#rows].map(line).join('')}\n`)
  }
}
