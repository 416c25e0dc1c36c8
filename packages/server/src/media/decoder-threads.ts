/** Memory for the frames between the threads of a decoder, bytes. */
const FRAMES_BYTES = 256 * 1024 * 1024
/** Of a pixel, with ten bits of luma and half as many of chroma. */
const PIXEL_BYTES = 3

/** Returns how many threads may decode a video: each but the first buffers one more frame. */
export function decoderThreads(
  threads: number,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  return Math.min(threads, 1 + Math.floor(FRAMES_BYTES / Math.max(width * height * PIXEL_BYTES, 1)))
}
