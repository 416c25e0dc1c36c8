import { choiceSetting, numberSetting, type ReadSetting } from '../base/settings.ts'
import {
  DENOISE_SETTINGS,
  DENOISED_CHANNELS,
  type DenoisedChannels,
  type DenoiseSetting,
} from './denoise/settings.ts'

export interface MediaSettings {
  readonly setting: DenoiseSetting
  /** Share of the denoised signal, 0 to 1; the rest is the input. */
  readonly wet: number
  /** What becomes of the two channels of a stereo input. */
  readonly channels: DenoisedChannels
  /** Seconds; a longer input is rejected. */
  readonly maxDurationS: number
}

export function readMediaSettings(read: ReadSetting): MediaSettings {
  return {
    setting: read(
      choiceSetting({
        env: 'LEMNIS_DENOISE',
        about: 'Noise reduction: the cheapest, the default, or the most thorough',
        choices: DENOISE_SETTINGS,
        fallback: 'balanced',
      }),
    ),
    wet:
      read(
        numberSetting({
          env: 'LEMNIS_DENOISE_WET',
          about: 'Percent of the denoised signal in the output; the rest is the input',
          fallback: 100,
          min: 0,
          max: 100,
        }),
      ) / 100,
    channels: read(
      choiceSetting({
        env: 'LEMNIS_DENOISE_CHANNELS',
        about: 'Noise reduction: mix all channels into one, or keep the two of a stereo input',
        choices: DENOISED_CHANNELS,
        fallback: 'mono',
      }),
    ),
    maxDurationS: read(
      numberSetting({
        env: 'LEMNIS_MAX_DURATION_S',
        about: 'Seconds of audio that a job may have; a longer input is rejected',
        fallback: 14_400,
        min: 1,
        max: 43_200,
      }),
    ),
  }
}
