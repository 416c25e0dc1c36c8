import { number } from '../grammar.ts'

/** Pixels of one side, as all tags that make pictures have it. */
export const side = number({ min: 128, max: 4_096, usual: [128, 130, 160], isCostly: true })
