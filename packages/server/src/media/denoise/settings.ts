/** `fast`: one engine, gentlest on clean speech. `balanced` and `best`: two and three engines joined. */
export const DENOISE_SETTINGS = ['fast', 'balanced', 'best'] as const
export type DenoiseSetting = (typeof DENOISE_SETTINGS)[number]
