/** `fast`: one engine. `balanced` and `best`: two and three engines joined. */
export const DENOISE_SETTINGS = ['fast', 'balanced', 'best'] as const
export type DenoiseSetting = (typeof DENOISE_SETTINGS)[number]

export const DENOISED_CHANNELS = ['mono', 'keep'] as const
export type DenoisedChannels = (typeof DENOISED_CHANNELS)[number]
