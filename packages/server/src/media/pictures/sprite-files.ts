import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Frame } from 'node-av/lib'
import type { FilterStep } from '../filters/display-matrix.ts'
import { FilterChain } from '../filters/filter-chain.ts'
import { FrameScaler, type PictureSize, type TargetSize } from './frame-scaler.ts'
import { ENCODERS, PictureEncoder } from './picture-encoder.ts'
import { MediaRefusal } from '../refusal.ts'
import { sheetProblem, type SpriteLayout } from './sprite-layout.ts'

export interface SpriteFilesOptions {
  readonly directory: string
  readonly name: string
  readonly turn: readonly FilterStep[]
  readonly cell: TargetSize
  readonly layout: SpriteLayout
  /** A colour's name, or six hexadecimal digits, which were checked when the request was read. */
  readonly color: string
}

/** Lays frames out in sheets, each a JPEG file; holds one sheet at a time. */
export class SpriteFiles implements Disposable {
  readonly #options: SpriteFilesOptions
  readonly #scaler: FrameScaler
  readonly #encoder = new PictureEncoder('jpg')
  #tiles: FilterChain | undefined
  #count = 0

  constructor(options: SpriteFilesOptions) {
    this.#options = options
    const { turn, cell, color } = options
    this.#scaler = new FrameScaler({ turn, wanted: cell, target: ENCODERS.jpg.target, color })
  }

  /** Sheets written. */
  get count(): number {
    return this.#count
  }

  /** Throws MediaRefusal when the sheets would be too large. */
  add(frame: Frame): void {
    for (const cell of this.#scaler.scale(frame)) {
      this.#tiles ??= this.#openTiles(cell)
      for (const sheet of this.#tiles.push(cell)) this.#write(sheet)
    }
  }

  /** Writes the last sheet, which may have cells left. */
  finish(): void {
    if (this.#tiles) for (const sheet of this.#tiles.push(null)) this.#write(sheet)
  }

  #openTiles(cell: Frame): FilterChain {
    const { layout, color } = this.#options
    const size: PictureSize = { width: cell.width, height: cell.height }
    const problem = sheetProblem(layout, size)
    if (problem !== undefined) throw new MediaRefusal('InvalidArgument', problem)
    const { columns, lines, margin, padding } = layout
    return new FilterChain(cell, [
      ['tile', `layout=${columns}x${lines}:margin=${margin}:padding=${padding}:color=${color}`],
    ])
  }

  #write(sheet: Frame): void {
    const { directory, name } = this.#options
    writeFileSync(path.join(directory, `${name}-${this.#count}.jpg`), this.#encoder.encode(sheet))
    this.#count++
  }

  [Symbol.dispose](): void {
    this.#tiles?.[Symbol.dispose]()
    this.#scaler[Symbol.dispose]()
    this.#encoder[Symbol.dispose]()
  }
}
