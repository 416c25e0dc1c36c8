/** What an engine's own rounding leaves of silence, at the level that it hears; and nothing at all. */
export const FLOOR = 1e-5
export const SILENCE = 1e-12
/** Bins 0 and 1 end at 47 Hz, below every voice. */
export const RUMBLE_BINS = 2
/** Where voices begin, 125 Hz: below it, engines agree on nothing. */
export const VOICE_BINS = 4
/** How much of the input's phase is in the output's. */
export const PHASE = 0.15
