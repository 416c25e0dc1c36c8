import { HIGHEST_GAIN_DB, HIGHEST_PEAK_DB } from '../../media/loudness/level-plan.ts'
import type { Denoised } from './params.ts'

/** A difference that is worth a word, LU. */
const TOLERANCE_LU = 0.5

/** The vendor's word, and what the output does not have: channels of the input, or the loudness that was ordered. */
export function messageOf(denoised: Denoised, targetLufs: number | undefined): string {
  const remarks = [...channelRemarks(denoised), ...loudnessRemarks(denoised, targetLufs)]
  return remarks.length === 0 ? 'SUCCESS' : `SUCCESS: ${remarks.join(', and ')}.`
}

function channelRemarks({ inputChannels, outputChannels }: Denoised): readonly string[] {
  if (inputChannels <= outputChannels) return []
  return [`the ${inputChannels} channels of the input were mixed into ${outputChannels}`]
}

function loudnessRemarks({ loudness }: Denoised, targetLufs: number | undefined): readonly string[] {
  if (!loudness || targetLufs === undefined) return []
  const { lufs, gainDb = 0 } = loudness
  if (lufs === undefined)
    return ['the sound is too quiet or too short to have a loudness, and was left as loud as it is']
  if (Math.abs(lufs - targetLufs) <= TOLERANCE_LU) return []
  const reason =
    gainDb >= HIGHEST_GAIN_DB
      ? `a recording is raised by ${HIGHEST_GAIN_DB} dB at most`
      : `true peaks are kept below ${HIGHEST_PEAK_DB} dBTP`
  return [`the loudness is ${lufs.toFixed(1)} LUFS, as ${reason}`]
}
