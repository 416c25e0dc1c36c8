import type COS from 'cos-nodejs-sdk-v5'

export function launcher(): string
/** Throws when it is not installed. */
export function loadSdk(): typeof COS
