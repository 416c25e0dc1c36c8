import type { Reason } from '../reason.ts'

/** Of the demos of the SDK for browsers. */
export const JS: readonly Reason[] = [
  {
    group: /^js demo$/,
    name: /./,
    detail: /^ReferenceError: (util|key) is not defined$/,
    why: 'the demo uses a variable that it never set',
  },
  {
    group: /^js demo$/,
    name: /getDocPreview/,
    detail: /reading 'X-Total-Page'/,
    why: 'the demo looks for headers in what only signs an address',
  },
]
