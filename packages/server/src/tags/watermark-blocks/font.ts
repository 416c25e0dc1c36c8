import { createRequire } from 'node:module'

/** A file with one open font (OFL), which has the characters of GB 2312: it stands for all that the protocol names. */
export function watermarkFont(): string {
  return createRequire(import.meta.url).resolve('#watermark-font')
}
