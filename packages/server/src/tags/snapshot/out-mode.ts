import type { Params } from './params.ts'

interface Outputs {
  readonly object?: string | undefined
  readonly spriteObject?: string | undefined
}

/** Without a mode the outputs decide: the mode is younger than they are. */
export function wantsPictures({ SnapshotOutMode: mode }: Params, { object }: Outputs): boolean {
  return mode === undefined ? object !== undefined : mode !== 'OnlySprite'
}

export function wantsSprites({ SnapshotOutMode: mode }: Params, { spriteObject }: Outputs): boolean {
  return mode === undefined ? spriteObject !== undefined : mode !== 'OnlySnapshot'
}
