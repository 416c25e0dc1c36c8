/** What the frames that lie between the threads of a decoder may take, bytes. */
const FRAMES_BYTES = 256 * 1024 * 1024
/** Of a pixel, with ten bits of luma and half as many of chroma. */
const PIXEL_BYTES = 3

/** How many threads may decode a video: each but the first keeps one more frame. */
export function decoderThreads(
  threads: number,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  return Math.min(threads, 1 + Math.floor(FRAMES_BYTES / Math.max(width * height * PIXEL_BYTES, 1)))
}
