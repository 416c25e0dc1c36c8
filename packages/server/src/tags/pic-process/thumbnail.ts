/** Pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** How `thumbnail` says the size of its result. */
export type Thumbnail =
  | { readonly kind: 'scaled'; readonly widthPercent: number; readonly heightPercent: number }
  | { readonly kind: 'width'; readonly width: number }
  | { readonly kind: 'height'; readonly height: number }
  /** As large as fits into the box; or only when that makes it smaller, or larger. */
  | ({ readonly kind: 'within'; readonly only?: 'shrink' | 'enlarge' } & Size)
  /** As small as covers the box. */
  | ({ readonly kind: 'covering' } & Size)
  | ({ readonly kind: 'exact' } & Size)
  /** Made smaller until it has at most so many pixels. */
  | { readonly kind: 'area'; readonly pixels: number }

const FORMS: readonly (readonly [RegExp, (one: number, other: number) => Thumbnail])[] = [
  [/^!(\d+)p$/, (scale) => ({ kind: 'scaled', widthPercent: scale, heightPercent: scale })],
  [/^!(\d+)px$/, (scale) => ({ kind: 'scaled', widthPercent: scale, heightPercent: 100 })],
  [/^!x(\d+)p$/, (scale) => ({ kind: 'scaled', widthPercent: 100, heightPercent: scale })],
  [/^(\d+)x$/, (width) => ({ kind: 'width', width })],
  [/^x(\d+)$/, (height) => ({ kind: 'height', height })],
  [/^(\d+)x(\d+)$/, (width, height) => ({ kind: 'within', width, height })],
  [/^(\d+)x(\d+)>$/, (width, height) => ({ kind: 'within', width, height, only: 'shrink' })],
  [/^(\d+)x(\d+)<$/, (width, height) => ({ kind: 'within', width, height, only: 'enlarge' })],
  [/^!?(\d+)x(\d+)r$/, (width, height) => ({ kind: 'covering', width, height })],
  [/^(\d+)x(\d+)!$/, (width, height) => ({ kind: 'exact', width, height })],
  [/^(\d+)@$/, (pixels) => ({ kind: 'area', pixels })],
]

/** `undefined` for what is none of the forms. */
export function parseThumbnail(text: string): Thumbnail | undefined {
  for (const [form, make] of FORMS) {
    const match = form.exec(text)
    if (match) return make(Number(match[1]), Number(match[2]))
  }
  return undefined
}

/** The size that a picture of `size` gets. */
export function thumbnailSize(thumbnail: Thumbnail, size: Size): Size {
  switch (thumbnail.kind) {
    case 'scaled':
      return scaled(size, thumbnail.widthPercent / 100, thumbnail.heightPercent / 100)
    case 'width':
      return { ...scaled(size, thumbnail.width / size.width), width: thumbnail.width }
    case 'height':
      return { ...scaled(size, thumbnail.height / size.height), height: thumbnail.height }
    case 'within': {
      const factor = Math.min(thumbnail.width / size.width, thumbnail.height / size.height)
      const stays = thumbnail.only === 'shrink' ? factor >= 1 : thumbnail.only === 'enlarge' && factor <= 1
      return stays ? size : scaled(size, factor)
    }
    case 'covering':
      return scaled(size, Math.max(thumbnail.width / size.width, thumbnail.height / size.height))
    case 'exact':
      return { width: thumbnail.width, height: thumbnail.height }
    case 'area':
      return scaledDown(size, Math.sqrt(thumbnail.pixels / (size.width * size.height)))
  }
}

function scaled({ width, height }: Size, across: number, down = across): Size {
  return { width: Math.max(1, Math.round(width * across)), height: Math.max(1, Math.round(height * down)) }
}

/** Never rounded up: the number of pixels is an upper bound. */
function scaledDown(size: Size, factor: number): Size {
  if (factor >= 1) return size
  return {
    width: Math.max(1, Math.floor(size.width * factor)),
    height: Math.max(1, Math.floor(size.height * factor)),
  }
}
